/**
 * Compares every SQL statement of a folder with the migrated database schema. PostgreSQL describes the columns and the
 * parameters of a statement. TypeScript knows the row type and the parameter types in the source code. If the
 * PostgreSQL types and the TypeScript types differ, the check reports a finding.
 *
 * The check does not examine the content of jsonb values, null elements of arrays, or the number of returned rows.
 */
import postgres from 'postgres';
import type { Node, TaggedTemplateExpression } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import { type Type, TypeFlags } from 'typescript/unstable/sync';
import { connect } from '../../../sql/db.ts';
import type { Catalog } from './catalog.ts';
import { eachBranch } from './choices.ts';
import { labelsOf, labelsOfOutput } from './labels.ts';
import { child, type TreeNode } from './node-tree.ts';
import { isNullOutput, whyNull, whyNullOutput } from './nullability.ts';
import { isNullish, literalsOf, membersOf, nameOf, Project } from './project.ts';
import { COMMAND, Scope } from './scope.ts';
import { type Description, type PlanNode, Server } from './server.ts';
import { StatementReader } from './statement-text.ts';
import { TypeFit } from './type-fit.ts';
import { keyOf, type Parameter, type Part, UnreadableStatement } from './values.ts';

/** A difference between a statement and the schema. `place` is `file:line` of the row type, statement or parameter. */
export type Finding = { place: string; problem: string };

export type Report = { statements: number; variants: number; findings: Finding[] };

/** Checks all statements. @param path A folder or a file, relative to the root of the repository. */
export async function checkStatements(databaseUrl: string, path: string): Promise<Report> {
  using project = new Project();
  await using server = new Server(databaseUrl);
  const catalog = await server.open();
  const check = new Check(project, server, catalog);
  const statements = statementsIn(project, path);
  // The statements that create temporary tables run first, because any file may use a temporary table.
  for (const statement of statements.all) await check.prepare(statement);
  for (const statement of statements.certain) await check.verify(statement);
  // A template that is part of no other statement counts as a statement too, because some other function must run
  // the template.
  const rest = statements.all.filter((statement) => !check.reader.templates.has(keyOf(statement)));
  check.isOrphan = true;
  for (const statement of rest) await check.verify(statement);
  for (const call of project.files(path).flatMap((file) => project.unsafeCalls(file))) check.reportUnsafe(call);
  return { statements: statements.certain.length + rest.length, variants: check.variants, findings: check.findings };
}

/**
 * Returns all SQL templates, and separately the templates that are certainly statements. A template is certainly a
 * statement if the template has a row type or is awaited.
 */
function statementsIn(project: Project, path: string) {
  const all = project.files(path).flatMap((file) => project.templates(file));
  return { all, certain: all.filter((template) => template.typeArguments !== undefined || isAwaited(template)) };
}

function isAwaited(node: Node): boolean {
  const { parent } = node;
  const passesOn =
    is.isParenthesizedExpression(parent) ||
    (is.isConditionalExpression(parent) && parent.condition !== node) ||
    is.isPropertyAccessExpression(parent) ||
    (is.isCallExpression(parent) && parent.expression === node);
  return is.isAwaitExpression(parent) || (passesOn && isAwaited(parent));
}

function functionAround(node: Node): string {
  if (is.isFunctionDeclaration(node) && node.name) return node.name.text;
  if (is.isVariableDeclaration(node) && is.isSourceFile(node.parent.parent.parent)) return node.name.getText();
  return is.isSourceFile(node) ? 'the module' : functionAround(node.parent);
}

/** The end of a statement that reads one page of a list. */
const IS_LIST = /\blimit \$\d+ offset \$\d+\s*$/;

/** The statements that may sort their rows for each page, because they have few rows. */
const SORTED_LISTS: Record<string, RegExp> = {
  // A call has some dozens of events.
  listCallEvents: /./,
  // The sums of the ledger of a publisher, for some campaigns.
  campaignsOfPublisher: /./,
  // One rate for each currency and day of the operator and of the account.
  listExchangeRates: /./,
  // A number is on two lists at most.
  listDncNumbers: /phone = \$/,
};

/** Returns the nodes of a plan that pass the rows of the result on, from the last node down to the scan of a table. */
function outerNodes(node: PlanNode): PlanNode[] {
  const below = node.Plans?.find((plan) => plan['Parent Relationship'] === 'Outer');
  return below ? [node, ...outerNodes(below)] : [node];
}

const TEMPORARY_TABLE = /^\s*create temporary table/i;
const COPY = /^\s*copy (?<table>\w+) \((?<columns>[^)]*)\)\s*from stdin\s*$/i;

type Variant = { text: string; parameters: Parameter[]; isCopy: boolean };

function assemble(parts: readonly Part[]): Variant {
  const parameters: Parameter[] = [];
  const texts = parts.map((part) => (typeof part === 'string' ? part : `$${parameters.push(part)}`));
  const text = texts.join('');
  // PostgreSQL cannot describe COPY, so the check examines a select of the same columns instead.
  return { text: text.replace(COPY, 'select $<columns> from $<table>'), parameters, isCopy: COPY.test(text) };
}

class Check {
  readonly reader: StatementReader;
  variants = 0;
  /** Whether the template that is checked now is part of no other statement. */
  isOrphan = false;
  private readonly findingsByKey = new Map<string, Finding>();
  private readonly project: Project;
  private readonly server: Server;
  private readonly catalog: Catalog;
  private readonly fit: TypeFit;

  constructor(project: Project, server: Server, catalog: Catalog) {
    this.project = project;
    this.server = server;
    this.catalog = catalog;
    this.reader = new StatementReader(project);
    this.fit = new TypeFit(project, catalog, driverParsers());
  }

  get findings(): Finding[] {
    return [...this.findingsByKey.values()];
  }

  private report(node: Node, problem: string): void {
    const finding = { place: this.project.place(node), problem };
    this.findingsByKey.set(`${finding.place} ${problem}`, finding);
  }

  reportUnsafe(call: Node): void {
    this.report(
      call,
      `The statement cannot be checked: ${call.getText()} in ${functionAround(call)} runs a text that is not in a template.`,
    );
  }

  async prepare({ template }: TaggedTemplateExpression): Promise<void> {
    if (is.isNoSubstitutionTemplateLiteral(template) && TEMPORARY_TABLE.test(template.text))
      await this.server.run(template.text);
  }

  async verify(statement: TaggedTemplateExpression): Promise<void> {
    let variants: Variant[];
    try {
      variants = eachBranch((choices) => assemble(this.reader.read(statement, choices)));
    } catch (error) {
      if (!(error instanceof UnreadableStatement)) throw error;
      this.report(error.node, `The statement cannot be checked: ${error.message}.`);
      return;
    }
    const different = new Map(variants.map((variant) => [variant.text, variant]));
    for (const variant of different.values()) await this.verifyVariant(statement, variant);
  }

  private async verifyVariant(statement: TaggedTemplateExpression, variant: Variant): Promise<void> {
    const { text, parameters, isCopy } = variant;
    this.variants++;
    const samples = parameters.map(({ type }) => this.sampleOf(type));
    const description = await this.describe(statement, text, samples);
    if (!description) return;
    // For dates, booleans and bytes the driver sends a type, but for null the driver sends no type. So null is tried
    // too.
    const isNullable = parameters.map(({ type }) => membersOf(type).some(isNullish));
    if (samples.some((sample, index) => isNullable[index] && typeof sample === 'object'))
      await this.describe(
        statement,
        text,
        samples.map((sample, index) => (isNullable[index] ? null : sample)),
      );
    this.verifyParameters(parameters, description);
    if (IS_LIST.test(text)) await this.verifyOrder(statement, variant);
    const facts = parameters.map(({ type, isOptional }) => ({
      isNullable: membersOf(type).some(
        (member) => isNullish(member) && !(isOptional && member.flags & TypeFlags.Undefined),
      ),
      labels: literalsOf(type),
    }));
    const scope = new Scope(description.tree, undefined, { parameters: facts, catalog: this.catalog });
    if (scope.command === COMMAND.utility || isCopy) return;
    this.verifyRow(statement, description, scope);
    for (const problem of writeProblems(scope)) this.report(statement, problem);
  }

  /** Checks that an index has the order of the list, and that the index finds the first row after a cursor. */
  private async verifyOrder(statement: TaggedTemplateExpression, { text, parameters }: Variant): Promise<void> {
    if (SORTED_LISTS[functionAround(statement)]?.test(text)) return;
    const nodes = outerNodes(await this.server.plan(text));
    const condition = nodes.at(-1)?.['Index Cond'] ?? '';
    const hasCursor = parameters.some(({ node }) => /\bafter\b/.test(node.getText()));
    if (nodes.some((node) => node['Node Type'].endsWith('Sort')))
      this.report(statement, 'The list is sorted for each page: create an index in the order of the list.');
    else if (/\btenant_id"? = \$/.test(text) && !condition.includes(' = '))
      this.report(statement, 'The list reads the rows of other tenants: create an index that begins with tenant_id.');
    else if (hasCursor && !/[<>]/.test(condition))
      this.report(
        statement,
        'No index finds the first row after the cursor: create an index in the order of the list.',
      );
  }

  private async describe(
    statement: TaggedTemplateExpression,
    text: string,
    samples: unknown[],
  ): Promise<Description | undefined> {
    try {
      return await this.server.describe(text, samples);
    } catch (error) {
      if (!(error instanceof postgres.PostgresError)) throw error;
      const near =
        error.position &&
        text
          .slice(Number(error.position) - 1)
          .split('\n')[0]
          ?.slice(0, 60);
      const condition = samples.includes(null) ? ' when its nullable parameters are null' : '';
      const what = this.isOrphan ? 'this template, which no statement contains' : 'the statement';
      this.report(
        statement,
        `PostgreSQL rejects ${what}${condition}: ${error.message}${near ? `, at "${near}"` : ''}.`,
      );
      return undefined;
    }
  }

  private verifyParameters(parameters: Parameter[], { parameterTypes }: Description): void {
    for (const [index, { type, node }] of parameters.entries()) {
      const typeId = parameterTypes[index] ?? 0;
      if (this.fit.isSendable(type, typeId)) continue;
      const name = node.getText().replaceAll(/\s+/g, ' ').slice(0, 60);
      this.report(
        node,
        `Parameter $${index + 1}, ${name}, is ${this.project.checker.typeToString(type)} where PostgreSQL expects ` +
          `${this.catalog.types.get(typeId)?.name}: pass ${this.fit.describe(this.fit.driverType(typeId), undefined)}, or cast it.`,
      );
    }
  }

  private verifyRow(statement: TaggedTemplateExpression, description: Description, scope: Scope): void {
    const [rows] = statement.typeArguments ?? [];
    const rowsType = rows && this.project.typeOf(rows);
    const row = rowsType && this.project.elementOf(rowsType);
    if (!rows || !row) {
      const isRead = !is.isExpressionStatement(statement.parent.parent);
      const hasColumns = description.columns.some(({ type }) => this.catalog.types.get(type)?.name !== 'void');
      if (isRead && hasColumns)
        this.report(statement, 'The statement returns columns, but has no row type: write sql<Row[]>.');
      return;
    }
    // If two columns have the same name, the driver keeps only the last column.
    const columns = new Map(
      description.columns.map(({ name, type }, index) => [postgres.camel.column.from(name), { type, index }]),
    );
    const properties = membersOf(row).flatMap((member) => this.project.propertiesOf(member));
    if (properties.length === 0) this.report(rows, 'The row type has no properties that could be checked.');
    for (const { name, type, isOptional } of properties) {
      const column = columns.get(name);
      if (!column) {
        if (isOptional) continue;
        const names = [...columns.keys()].join(', ');
        this.report(
          rows,
          `"${name}" is not returned: select it, or remove it from the row type. The statement returns ${names}.`,
        );
        continue;
      }
      this.verifyColumn(rows, name, type, { ...column, scope });
    }
  }

  private verifyColumn(
    node: Node,
    name: string,
    declared: Type,
    { type, index, scope }: { type: number; index: number; scope: Scope },
  ): void {
    if (isNullOutput(scope, index) && this.fit.acceptsNull(declared)) return;
    const labels = labelsOfOutput(scope, index);
    const driverType = this.fit.driverType(type);
    const why = whyNullOutput(scope, index);
    const suggestion = this.fit.describe(driverType, labels) + (why ? ' | null' : '');
    const isFreeText = !labels && ['string', 'array'].includes(driverType.kind);
    if (!this.fit.accepts(declared, driverType, labels))
      this.report(
        node,
        `"${name}" is declared as ${this.project.checker.typeToString(declared)}, but is ` +
          `${this.catalog.types.get(type)?.name}${isFreeText ? ' of any value' : ''}: write ${suggestion}.`,
      );
    else if (why && !this.fit.acceptsNull(declared))
      this.report(
        node,
        `"${name}" is declared as ${this.project.checker.typeToString(declared)}, but can be null (${why}): write ${suggestion}, or exclude null in the statement.`,
      );
  }

  /**
   * Returns a sample value. For the sample, the driver sends the same parameter type as for the product's real value.
   */
  private sampleOf(type: Type): unknown {
    const member = membersOf(type).find((each) => !isNullish(each));
    if (!member) return null;
    if (member.flags & TypeFlags.BooleanLike) return true;
    if (member.flags & TypeFlags.NumberLike) return 1;
    if (member.flags & TypeFlags.StringLike) return '';
    if (nameOf(member) === 'Date') return new Date(0);
    if (['Buffer', 'Uint8Array'].includes(nameOf(member))) return Buffer.alloc(0);
    if (nameOf(member) === 'Parameter') return this.server.json();
    const element = this.project.elementOf(member);
    return element ? [this.sampleOf(element)] : {};
  }
}

/**
 * Returns a problem for each written parameter whose value the column does not allow. Does not examine other written
 * expressions.
 */
function writeProblems(scope: Scope): string[] {
  return scope.writes.flatMap(({ column, expression }) => {
    const parameter = parameterOf(expression);
    if (!parameter) return [];
    const why = column.isNotNull ? whyNull(parameter, scope) : undefined;
    const strays = column.labels && labelsOf(parameter, scope)?.filter((label) => !column.labels?.includes(label));
    return [
      ...(why ? [`${column.name} must not be null, but ${why}: declare the value without null.`] : []),
      ...(strays?.length
        ? [`${column.name} does not allow ${strays.join(', ')}: it allows ${column.labels?.join(', ')}.`]
        : []),
    ];
  });
}

const COERCIONS = new Set(['RELABELTYPE', 'COERCEVIAIO', 'COERCETODOMAIN', 'ARRAYCOERCEEXPR']);

function parameterOf(expression: TreeNode | undefined): TreeNode | undefined {
  if (!expression || expression.kind === 'PARAM') return expression;
  return COERCIONS.has(expression.kind) ? parameterOf(child(expression, 'arg')) : undefined;
}

/** Returns the parsers that the product's database connections use, by the id of the PostgreSQL type. */
function driverParsers() {
  const { options } = connect({ url: 'postgres://localhost', applicationName: 'check' });
  return options.parsers;
}
