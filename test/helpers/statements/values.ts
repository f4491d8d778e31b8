/**
 * The values of expressions in the source code. A value is known if the value can be read without running the product.
 */
import type {
  ArrowFunction,
  BindingElement,
  Expression,
  FunctionDeclaration,
  FunctionExpression,
  Node,
  ObjectLiteralExpression,
} from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import type { Type } from 'typescript/unstable/sync';

/** A value that the driver sends separately from the SQL text. */
export type Parameter = {
  type: Type;
  node: Node;
  /** Whether the parameter is an optional property of `sql(object)`. If the property is absent, so is the parameter. */
  isOptional?: boolean;
};

/** A part of a statement: SQL text or a parameter. */
export type Part = string | Parameter;

export type FunctionNode = ArrowFunction | FunctionExpression | FunctionDeclaration;

export type Columns = { kind: 'columns'; node: Expression; names: string[] | undefined };

export type Value =
  | { kind: 'literal'; value: string | number | boolean | null | undefined }
  | { kind: 'text'; parts: Part[] }
  /** The columns of `sql(object)`. The SQL text of the columns depends on the SQL keyword before `sql(object)`. */
  | Columns
  | { kind: 'function'; node: FunctionNode; bindings: Bindings }
  | { kind: 'object'; node: ObjectLiteralExpression; bindings: Bindings }
  /** A value that is not known before the product runs. Two unknown values with the same key are equal. */
  | { kind: 'unknown'; key: string; type: Type | undefined };

/**
 * The arguments of the function calls around an expression. The key of an argument is `keyOf` of the declaration of the
 * function's parameter.
 */
export type Bindings = { values: ReadonlyMap<string, Value>; frame: string };

export class UnreadableStatement extends Error {
  readonly node: Node;

  constructor(message: string, node: Node) {
    super(message);
    this.node = node;
  }
}

export const keyOf = (node: Node): string => `${node.getSourceFile().fileName}:${node.pos}-${node.end}`;

/** Returns an expression without parentheses and type assertions, because neither changes the value. */
export function unwrapped(node: Expression): Expression {
  if (
    is.isParenthesizedExpression(node) ||
    is.isAsExpression(node) ||
    is.isSatisfiesExpression(node) ||
    is.isNonNullExpression(node)
  )
    return unwrapped(node.expression);
  return node;
}

/** Returns the name of a property, without quotes. */
export function nameText(name: Node): string {
  return is.isStringLiteral(name) ? name.text : name.getText();
}

export function propertyName({ name, propertyName: source }: BindingElement): string {
  const target = source ?? name;
  return target ? nameText(target) : '';
}
