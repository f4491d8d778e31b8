/**
 * Reads the SQL text of a statement from the source code without running the code. The reader evaluates fragments,
 * helper functions and conditions until only SQL text remains. Every other value becomes a parameter with a TypeScript
 * type.
 */
import {
  type CallExpression,
  type Expression,
  type Identifier,
  type Node,
  SyntaxKind,
  type TaggedTemplateExpression,
  type TemplateExpression,
} from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import { TypeFlags } from 'typescript/unstable/sync';
import type { Choices } from './choices.ts';
import { columnsText } from './columns-text.ts';
import { isNullish, literalsOf, membersOf, type Project } from './project.ts';
import {
  type Bindings,
  type FunctionNode,
  keyOf,
  nameText,
  type Parameter,
  type Part,
  propertyName,
  UnreadableStatement,
  unwrapped,
  type Value,
} from './values.ts';

export class StatementReader {
  /** The keys (see `keyOf`) of all templates that are part of a statement. */
  readonly templates = new Set<string>();
  private readonly project: Project;
  private choices!: Choices;

  constructor(project: Project) {
    this.project = project;
  }

  /** Returns the parts of a statement's text. `choices` decides which branch of each condition is read. */
  read(statement: TaggedTemplateExpression, choices: Choices): Part[] {
    this.choices = choices;
    return this.templateParts(statement, { values: new Map(), frame: '' });
  }

  private templateParts(statement: TaggedTemplateExpression, bindings: Bindings): Part[] {
    this.templates.add(keyOf(statement));
    const { template } = statement;
    if (!is.isTemplateExpression(template)) return [template.text];
    const parts: Part[] = [template.head.text];
    for (const { expression, literal } of template.templateSpans)
      parts.push(...this.spanParts(expression, parts, bindings), literal.text);
    return parts;
  }

  private spanParts(expression: Expression, before: readonly Part[], bindings: Bindings): Part[] {
    const value = this.evaluate(expression, bindings);
    if (value.kind === 'text') return value.parts;
    if (value.kind === 'columns') return columnsText(value, before, this.project);
    const type = this.project.typeOf(expression);
    if (this.project.isText(type) || !type)
      throw new UnreadableStatement(`the text of ${expression.getText()} is not known`, expression);
    return [{ type, node: expression } satisfies Parameter];
  }

  private evaluate(expression: Expression, bindings: Bindings): Value {
    const node = unwrapped(expression);
    if (is.isStringLiteral(node) || is.isNoSubstitutionTemplateLiteral(node))
      return { kind: 'literal', value: node.text };
    if (is.isNumericLiteral(node)) return { kind: 'literal', value: Number(node.text) };
    if (node.kind === SyntaxKind.NullKeyword) return { kind: 'literal', value: null };
    if (node.kind === SyntaxKind.TrueKeyword) return { kind: 'literal', value: true };
    if (node.kind === SyntaxKind.FalseKeyword) return { kind: 'literal', value: false };
    if (this.project.isTemplate(node)) return { kind: 'text', parts: this.templateParts(node, bindings) };
    if (is.isTemplateExpression(node)) return this.evaluateString(node, bindings);
    if (is.isIdentifier(node)) return this.evaluateIdentifier(node, bindings);
    if (is.isArrowFunction(node) || is.isFunctionExpression(node)) return { kind: 'function', node, bindings };
    if (is.isObjectLiteralExpression(node)) return { kind: 'object', node, bindings };
    if (is.isConditionalExpression(node))
      return this.evaluate(this.isTruthy(node.condition, bindings) ? node.whenTrue : node.whenFalse, bindings);
    if (is.isPropertyAccessExpression(node))
      return this.propertyOf(this.evaluate(node.expression, bindings), node.name.text, node);
    if (is.isElementAccessExpression(node)) {
      const index = this.concrete(this.evaluate(node.argumentExpression, bindings));
      if (typeof index === 'string') return this.propertyOf(this.evaluate(node.expression, bindings), index, node);
    }
    if (is.isCallExpression(node)) return this.evaluateCall(node, bindings);
    return this.unknown(node, bindings);
  }

  private unknown(node: Node, bindings: Bindings): Value {
    return { kind: 'unknown', key: `${bindings.frame}${keyOf(node)}`, type: this.project.typeOf(node) };
  }

  private evaluateString(node: TemplateExpression, bindings: Bindings): Value {
    let text = node.head.text;
    for (const { expression, literal } of node.templateSpans) {
      const value = this.concrete(this.evaluate(expression, bindings));
      if (value === undefined) return this.unknown(node, bindings);
      text += String(value) + literal.text;
    }
    return { kind: 'literal', value: text };
  }

  private evaluateIdentifier(node: Identifier, bindings: Bindings): Value {
    if (node.text === 'undefined') return { kind: 'literal', value: undefined };
    const declaration = this.project.declarationOf(node);
    if (!declaration) return this.unknown(node, bindings);
    const value = this.valueOfDeclaration(declaration, bindings);
    // The type is read at the place of use, because a condition around this place may narrow the type.
    return value.kind === 'unknown' ? { ...value, type: this.project.typeOf(node) } : value;
  }

  private valueOfDeclaration(declaration: Node, bindings: Bindings): Value {
    const binding = bindings.values.get(keyOf(declaration));
    if (binding) return binding;
    if (is.isFunctionDeclaration(declaration)) return { kind: 'function', node: declaration, bindings };
    if (is.isVariableDeclaration(declaration) && declaration.initializer)
      return this.evaluate(declaration.initializer, bindings);
    if (is.isBindingElement(declaration) && is.isObjectBindingPattern(declaration.parent)) {
      const whole = this.valueOfDeclaration(declaration.parent.parent, bindings);
      if (declaration.dotDotDotToken) return whole;
      const value = this.propertyOf(whole, propertyName(declaration), declaration);
      const isMissing = value.kind === 'literal' && value.value === undefined;
      return isMissing && declaration.initializer ? this.evaluate(declaration.initializer, bindings) : value;
    }
    return this.unknown(declaration, { values: new Map(), frame: '' });
  }

  private propertyOf(value: Value, name: string, node: Node): Value {
    if (value.kind === 'object') {
      for (const property of value.node.properties.toReversed()) {
        if (is.isSpreadAssignment(property)) {
          const spread = this.propertyOf(this.evaluate(property.expression, value.bindings), name, node);
          if (spread.kind !== 'literal' || spread.value !== undefined) return spread;
        } else if (property.name && nameText(property.name) === name) {
          if (is.isPropertyAssignment(property)) return this.evaluate(property.initializer, value.bindings);
          const declaration = this.project.declarationOf(property);
          return declaration
            ? this.valueOfDeclaration(declaration, value.bindings)
            : this.unknown(node, value.bindings);
        }
      }
      return { kind: 'literal', value: undefined };
    }
    const key = value.kind === 'unknown' ? `${value.key}.${name}` : keyOf(node);
    return { kind: 'unknown', key, type: this.project.typeOf(node) };
  }

  private evaluateCall(node: CallExpression, bindings: Bindings): Value {
    if (this.project.isTag(node.expression)) return this.evaluateHelper(node, bindings);
    if (!this.project.isText(this.project.typeOf(node))) return this.unknown(node, bindings);
    const callee = this.evaluate(node.expression, bindings);
    if (callee.kind !== 'function')
      throw new UnreadableStatement(`the function in ${node.getText()} is not known`, node);
    const values = new Map(callee.bindings.values);
    for (const [index, parameter] of callee.node.parameters.entries()) {
      const argument = node.arguments[index] ?? parameter.initializer;
      const value: Value = argument ? this.evaluate(argument, bindings) : { kind: 'literal', value: undefined };
      values.set(keyOf(parameter), value);
    }
    return this.evaluateBody(callee.node, { values, frame: `${bindings.frame}${keyOf(node)}>` });
  }

  /** Evaluates a call of `sql`. `sql('column')` becomes a name, and `sql(object)` becomes columns with parameters. */
  private evaluateHelper(node: CallExpression, bindings: Bindings): Value {
    const [argument, ...others] = node.arguments;
    if (!argument) throw new UnreadableStatement('sql() has no argument', node);
    const type = this.project.typeOf(argument);
    const isName = type && membersOf(type).every((member) => (member.flags & TypeFlags.StringLike) !== 0);
    const names = others.map((other) => String(this.concrete(this.evaluate(other, bindings))));
    if (!isName) return { kind: 'columns', node: argument, names: names.length > 0 ? names : undefined };
    const name = this.concrete(this.evaluate(argument, bindings));
    // Some names, such as the name of a new database, are known only while the product runs. So `unknown` is used
    // instead.
    const quoted = [String(name ?? 'unknown'), ...names].map((each) => `"${each.replaceAll('.', '"."')}"`);
    return { kind: 'text', parts: [quoted.join(', ')] };
  }

  private evaluateBody(callee: FunctionNode, bindings: Bindings): Value {
    if (!callee.body) throw new UnreadableStatement('the function has no body', callee);
    if (!is.isBlock(callee.body)) return this.evaluate(callee.body, bindings);
    for (const statement of callee.body.statements) {
      if (is.isVariableStatement(statement)) continue;
      const branch = is.isIfStatement(statement)
        ? this.isTruthy(statement.expression, bindings)
          ? statement.thenStatement
          : statement.elseStatement
        : statement;
      if (branch && is.isReturnStatement(branch) && branch.expression)
        return this.evaluate(branch.expression, bindings);
      if (branch)
        throw new UnreadableStatement(
          'a function that returns a fragment may contain only const, if and return',
          branch,
        );
    }
    throw new UnreadableStatement('the function returns no fragment', callee);
  }

  /**
   * Returns the value if the value is known. If only the type is known and is a union of strings, returns the string
   * that the current run takes.
   */
  private concrete(value: Value): string | number | boolean | null | undefined {
    if (value.kind === 'literal') return value.value;
    const literals = value.kind === 'unknown' ? literalsOf(value.type) : undefined;
    if (value.kind !== 'unknown' || !literals) return undefined;
    return literals[this.choices.take(`${value.key}=`, literals.length)];
  }

  private isTruthy(expression: Expression, bindings: Bindings): boolean {
    const node = unwrapped(expression);
    if (is.isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken)
      return !this.isTruthy(node.operand, bindings);
    if (is.isBinaryExpression(node)) {
      const { left, right } = node;
      const operator = node.operatorToken.kind;
      if (operator === SyntaxKind.AmpersandAmpersandToken)
        return this.isTruthy(left, bindings) && this.isTruthy(right, bindings);
      if (operator === SyntaxKind.BarBarToken) return this.isTruthy(left, bindings) || this.isTruthy(right, bindings);
      if (operator === SyntaxKind.EqualsEqualsEqualsToken || operator === SyntaxKind.ExclamationEqualsEqualsToken) {
        const areEqual = this.areEqual(this.evaluate(left, bindings), this.evaluate(right, bindings));
        return areEqual === (operator === SyntaxKind.EqualsEqualsEqualsToken);
      }
      if (operator === SyntaxKind.InKeyword)
        return this.hasProperty(this.evaluate(right, bindings), String(this.concrete(this.evaluate(left, bindings))));
    }
    return this.isPresent(this.evaluate(node, bindings));
  }

  private isPresent(value: Value): boolean {
    if (value.kind === 'literal') return Boolean(value.value);
    return value.kind !== 'unknown' || this.choices.take(`${value.key}?`, 2) === 0;
  }

  private areEqual(left: Value, right: Value): boolean {
    if (left.kind === 'literal' && right.kind === 'literal') return left.value === right.value;
    if (left.kind === 'literal') return this.areEqual(right, left);
    if (right.kind !== 'literal') return this.choices.take(`${describe(left)} === ${describe(right)}`, 2) === 0;
    if (right.value === null || right.value === undefined) return !this.isPresent(left);
    const type = left.kind === 'unknown' ? left.type : undefined;
    if (type && literalsOf(type) && !membersOf(type).some(isNullish)) return this.concrete(left) === right.value;
    return this.choices.take(`${describe(left)} === ${right.value}`, 2) === 0;
  }

  private hasProperty(value: Value, name: string): boolean {
    if (value.kind === 'object')
      return value.node.properties.some(
        (property) => !is.isSpreadAssignment(property) && property.name && nameText(property.name) === name,
      );
    return this.choices.take(`${name} in ${describe(value)}`, 2) === 0;
  }
}

const describe = (value: Value): string => (value.kind === 'unknown' ? value.key : value.kind);
