/** Asks the TypeScript compiler for source files, syntax nodes, and types. */
import { join, relative } from 'node:path';
import {
  isCallExpression,
  isPropertyAccessExpression,
  isShorthandPropertyAssignment,
  isTaggedTemplateExpression,
  isTemplateHead,
  isTemplateMiddle,
  isTemplateTail,
} from 'typescript/unstable/ast/is';
import type { Node, SourceFile, TaggedTemplateExpression } from 'typescript/unstable/ast';
import {
  API,
  type Checker,
  type Project as CompilerProject,
  SymbolFlags,
  type Type,
  TypeFlags,
} from 'typescript/unstable/sync';

const ROOT = join(import.meta.dirname, '../../..');

/**
 * A compiler configuration with only the checked files and the imports of the checked files. With the whole product,
 * the compiler would take several times as long.
 */
const CONFIG = join(import.meta.dirname, 'sql.tsconfig.json');

/**
 * The names of the driver's types. `TEMPLATE_TYPES` are types of SQL templates. `TEXT_TYPES` are types of values that
 * become SQL text, such as the result of `sql(…)`. `TAG_TYPES` are types of template tags, such as `sql`.
 */
const TEMPLATE_TYPES = new Set(['PendingQuery', 'Fragment']);
const TEXT_TYPES = new Set([...TEMPLATE_TYPES, 'Helper', 'Identifier']);
const TAG_TYPES = new Set(['ISql', 'Sql', 'TransactionSql', 'ReservedSql']);

/** Returns `ask` with a cache, because the compiler is another process and each question to the compiler takes time. */
function remembered<K extends object, V>(ask: (key: K) => V, answers = new WeakMap<K, { value: V }>()): (key: K) => V {
  return (key) => {
    const answer = answers.get(key) ?? { value: ask(key) };
    answers.set(key, answer);
    return answer.value;
  };
}

export class Project {
  readonly checker: Checker;
  private readonly types = new WeakMap<Node, { value: Type | undefined }>();
  private readonly api: API;
  private readonly project: CompilerProject;

  constructor() {
    this.api = new API({ cwd: ROOT });
    const project = this.api.updateSnapshot({ openProjects: [CONFIG] }).getProject(CONFIG);
    if (!project) throw new Error(`TypeScript does not open ${CONFIG}.`);
    this.project = project;
    this.checker = project.checker;
  }

  [Symbol.dispose](): void {
    this.api.close();
  }

  /** Returns the source files of a folder, or one source file. `path` is relative to the root of the repository. */
  files(path: string): SourceFile[] {
    return this.project.program
      .getSourceFileNames()
      .filter((name) => `${relative(ROOT, name)}/`.startsWith(`${path}/`))
      .toSorted()
      .map((name) => this.project.program.getSourceFile(name))
      .filter((file) => file !== undefined);
  }

  /** Returns the calls that run SQL text from outside of a template: `sql.unsafe(text)` and `sql.file(path)`. */
  unsafeCalls(file: SourceFile): Node[] {
    const calls: Node[] = [];
    const visit = (node: Node) => {
      if (isCallExpression(node) && isPropertyAccessExpression(node.expression)) {
        const { name, expression } = node.expression;
        if (['unsafe', 'file'].includes(name.text) && this.isTag(expression)) calls.push(node.expression);
      }
      node.forEachChild(visit);
    };
    visit(file);
    return calls;
  }

  readonly typeOf = remembered((node: Node) => this.checker.getTypeAtLocation(node), this.types);

  /**
   * Returns the SQL templates of a file. One request to the compiler reads the types of all expressions in the
   * templates.
   */
  templates(file: SourceFile): TaggedTemplateExpression[] {
    const templates: TaggedTemplateExpression[] = [];
    const nodes: Node[] = [];
    const visit = (node: Node, isWithin: boolean) => {
      if (isTaggedTemplateExpression(node)) templates.push(node);
      const isRelevant = isWithin || isTaggedTemplateExpression(node);
      if (isRelevant && !isTemplateText(node)) nodes.push(node);
      node.forEachChild((inner) => visit(inner, isRelevant));
    };
    visit(file, false);
    const types = this.checker.getTypeAtLocation(nodes);
    for (const [index, node] of nodes.entries()) this.types.set(node, { value: types[index] });
    return templates.filter((node) => this.isTemplate(node));
  }

  /** Returns the properties of an object type with the types of the properties. */
  readonly propertiesOf = remembered((type: Type) => {
    const symbols = this.checker.getPropertiesOfType(type);
    const types = this.checker.getTypeOfSymbol(symbols);
    return symbols.flatMap((symbol, index) => {
      const of = types[index];
      const isOptional = (symbol.flags & SymbolFlags.Optional) !== 0;
      return of ? [{ name: symbol.name, type: of, isOptional }] : [];
    });
  });

  /** Returns the declaration of the variable, parameter or function that has the name `node`. */
  readonly declarationOf = remembered((node: Node): Node | undefined => {
    const symbol = isShorthandPropertyAssignment(node)
      ? this.checker.getShorthandAssignmentValueSymbol(node)
      : this.checker.getSymbolAtLocation(node);
    if (!symbol) return undefined;
    const target = symbol.flags & SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    return target.valueDeclaration?.resolve();
  });

  /** Returns the file and line of a node, such as `sql/clock.ts:12`. */
  place(node: Node): string {
    const file = node.getSourceFile();
    return `${relative(ROOT, file.fileName)}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
  }

  /** Whether the expression is a database connection or a transaction, such as `sql`. */
  isTag(node: Node): boolean {
    const type = this.typeOf(node);
    return type !== undefined && membersOf(type).every((member) => TAG_TYPES.has(nameOf(member)));
  }

  isTemplate(node: Node): node is TaggedTemplateExpression {
    if (!isTaggedTemplateExpression(node)) return false;
    const type = this.typeOf(node);
    return type !== undefined && TEMPLATE_TYPES.has(nameOf(type));
  }

  /** Returns the element type of an array, or the first element type of a tuple. Undefined for all other types. */
  readonly elementOf = remembered((type: Type): Type | undefined =>
    type.isObjectType() && type.isTypeReference() && this.checker.isArrayLikeType(type)
      ? this.checker.getTypeArguments(type)[0]
      : undefined,
  );

  /** Whether a value of the type becomes a part of the statement's text. All other values become parameters. */
  isText(type: Type | undefined): boolean {
    return type !== undefined && membersOf(type).some((member) => TEXT_TYPES.has(nameOf(member)));
  }
}

const isTemplateText = (node: Node): boolean => isTemplateHead(node) || isTemplateMiddle(node) || isTemplateTail(node);

export const nameOf = remembered((type: Type): string => type.getSymbol()?.name ?? '');

export const membersOf = remembered((type: Type): readonly Type[] =>
  type.isUnionType() ? type.getTypes().flatMap(membersOf) : [type],
);

export const isNullish = (type: Type): boolean => (type.flags & TypeFlags.Nullable) !== 0;

/**
 * Returns the literals of a union of string literals, without null and undefined. Returns undefined if the type has
 * other members.
 */
export function literalsOf(type: Type | undefined): string[] | undefined {
  const members = type ? membersOf(type).filter((member) => !isNullish(member)) : [];
  const literals = members.flatMap((member) => (member.isStringLiteralType() ? [member.value] : []));
  return members.length > 0 && literals.length === members.length ? literals : undefined;
}
