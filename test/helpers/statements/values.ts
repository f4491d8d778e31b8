/** The values of expressions in the source, as far as they are known without running the product. */
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

/** A value that the driver sends separately from the text. */
export type Parameter = {
  type: Type;
  node: Node;
  /** The parameter is an optional property of `sql(object)`. Without the property, the statement has no such parameter. */
  isOptional?: boolean;
};

/** A part of a statement's text. */
export type Part = string | Parameter;

export type FunctionNode = ArrowFunction | FunctionExpression | FunctionDeclaration;

export type Columns = { kind: 'columns'; node: Expression; names: string[] | undefined };

export type Value =
  | { kind: 'literal'; value: string | number | boolean | null | undefined }
  | { kind: 'text'; parts: Part[] }
  /** The text of `sql(object)` depends on the keyword before it. */
  | Columns
  | { kind: 'function'; node: FunctionNode; bindings: Bindings }
  | { kind: 'object'; node: ObjectLiteralExpression; bindings: Bindings }
  /** A value that is not known. Two unknown values with the same key are equal. */
  | { kind: 'unknown'; key: string; type: Type | undefined };

/** The arguments of the calls around an expression. The key is `keyOf` the declaration of the function's parameter. */
export type Bindings = { values: ReadonlyMap<string, Value>; frame: string };

export class UnreadableStatement extends Error {
  readonly node: Node;

  constructor(message: string, node: Node) {
    super(message);
    this.node = node;
  }
}

export const keyOf = (node: Node): string => `${node.getSourceFile().fileName}:${node.pos}-${node.end}`;

/** Removes parentheses and type assertions, which do not change the value. */
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

/** The name of a property, without quotes. */
export function nameText(name: Node): string {
  return is.isStringLiteral(name) ? name.text : name.getText();
}

export function propertyName({ name, propertyName: source }: BindingElement): string {
  const target = source ?? name;
  return target ? nameText(target) : '';
}
