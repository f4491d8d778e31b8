/**
 * One query of a statement, from PostgreSQL's parse tree. A scope knows the sources of the query's columns and the
 * facts that the query's conditions prove.
 */
import { type Catalog, type Column, columnKey } from './catalog.ts';
import { addChecks, addFacts, type Facts, noFacts } from './facts.ts';
import { child, children, integer, type TreeNode, word } from './node-tree.ts';

/** The kinds of sources in `from`: the numbers of `enum RTEKind` in PostgreSQL 18. */
export const RANGE = {
  relation: 0,
  subquery: 1,
  join: 2,
  function: 3,
  values: 5,
  cte: 6,
  result: 8,
  group: 9,
} as const;
export const JOIN = { inner: 0, left: 1, full: 2, right: 3 } as const;
export const COMMAND = { select: 1, update: 2, insert: 3, delete: 4, merge: 5, utility: 6 } as const;
const ON_CONFLICT_UPDATE = 2;

/** What TypeScript knows about a parameter of a statement. */
export type ParameterFacts = { isNullable: boolean; labels: string[] | undefined };

export class Scope {
  readonly query: TreeNode;
  readonly parent: Scope | undefined;
  readonly parameters: readonly ParameterFacts[];
  readonly catalog: Catalog;
  /**
   * True for the assigned expressions of an update. In such an expression, a column has the value before the update.
   */
  private readonly readsOldRow: boolean;
  /** Facts that hold in every row of the query's result. */
  readonly facts: Facts = noFacts();
  /** Facts that hold for a column only if no outer join made the column null. */
  readonly joinFacts: Facts = noFacts();

  private readonly fullJoins = new Map<number, { left: readonly number[] }>();

  constructor(
    query: TreeNode,
    parent: Scope | undefined,
    of: { parameters: readonly ParameterFacts[]; catalog: Catalog; readsOldRow?: boolean },
  ) {
    this.readsOldRow = of.readsOldRow ?? false;
    this.query = query;
    this.parent = parent;
    this.parameters = of.parameters;
    this.catalog = of.catalog;
    const from = child(query, 'jointree');
    if (!from) return;
    const resolve = (node: TreeNode) => this.resolve(node);
    addFacts(child(from, 'quals'), this.facts, this.catalog, resolve);
    for (const item of children(from, 'fromlist')) this.addJoin(item, this.facts);
    for (const [index, entry] of children(query, 'rtable').entries())
      if (integer(entry, 'rtekind') === RANGE.relation)
        addChecks(index + 1, integer(entry, 'relid'), this.facts, this.catalog);
  }

  /** Adds the facts from the conditions of a join. Returns the indexes of the tables in the join. */
  private addJoin(item: TreeNode, facts: Facts): number[] {
    if (item.kind === 'RANGETBLREF') return [integer(item, 'rtindex')];
    if (item.kind !== 'JOINEXPR') return [];
    const type = integer(item, 'jointype');
    const left = child(item, 'larg');
    const right = child(item, 'rarg');
    const isInner = type === JOIN.inner;
    const below = [
      left ? this.addJoin(left, isInner || type === JOIN.left ? facts : this.joinFacts) : [],
      right ? this.addJoin(right, isInner || type === JOIN.right ? facts : this.joinFacts) : [],
    ] as const;
    if (type === JOIN.full) this.fullJoins.set(integer(item, 'rtindex'), { left: below[0] });
    const own = noFacts();
    addFacts(child(item, 'quals'), own, this.catalog, (node) => this.resolve(node));
    const optional: Record<number, readonly number[]> = { [JOIN.left]: below[1], [JOIN.right]: below[0] };
    for (const key of own.notNull) {
      if (isInner) facts.notNull.add(key);
      else if (optional[type]?.includes(Number(key.split('.')[0]))) this.joinFacts.notNull.add(key);
    }
    return [...below[0], ...below[1]];
  }

  range(index: number): TreeNode | undefined {
    return children(this.query, 'rtable')[index - 1];
  }

  /** Returns the outer query that is `levels` levels above this query. */
  up(levels: number): Scope | undefined {
    return levels === 0 ? this : this.parent?.up(levels - 1);
  }

  /** For a column of a join or of a grouping, returns the column of the table. */
  resolve(node: TreeNode): TreeNode {
    if (node.kind !== 'VAR' || integer(node, 'varlevelsup') !== 0) return node;
    const entry = this.range(integer(node, 'varno'));
    if (!entry) return node;
    const kind = integer(entry, 'rtekind');
    const list = kind === RANGE.join ? 'joinaliasvars' : kind === RANGE.group ? 'groupexprs' : undefined;
    const target = list && children(entry, list)[integer(node, 'varattno') - 1];
    return target ? this.resolve(target) : node;
  }

  /** Returns the query of an entry of `from` that is a subquery or a common table expression. */
  subquery(entry: TreeNode): Scope | undefined {
    const of = { parameters: this.parameters, catalog: this.catalog };
    const inner = child(entry, 'subquery');
    if (inner) return new Scope(inner, this, of);
    if (integer(entry, 'rtekind') !== RANGE.cte) return undefined;
    const owner = this.up(integer(entry, 'ctelevelsup'));
    const cte =
      owner && children(owner.query, 'cteList').find((each) => word(each, 'ctename') === word(entry, 'ctename'));
    const query = cte && child(cte, 'ctequery');
    return query && new Scope(query, owner, of);
  }

  inner(query: TreeNode): Scope {
    return new Scope(query, this, { parameters: this.parameters, catalog: this.catalog });
  }

  /** Returns a scope for the assigned expressions of an update, because assigned expressions read the old row. */
  beforeWrites(): Scope {
    return new Scope(this.query, this.parent, {
      parameters: this.parameters,
      catalog: this.catalog,
      readsOldRow: true,
    });
  }

  get command(): number {
    return integer(this.query, 'commandType');
  }

  /** The columns of the query's result. */
  get outputs(): TreeNode[] {
    const list = this.command === COMMAND.select ? 'targetList' : 'returningList';
    return children(this.query, list).filter((entry) => entry.fields.get('resjunk') !== 'true');
  }

  /** The queries that `union`, `intersect` or `except` combine. Empty for a query without these keywords. */
  get operands(): Scope[] {
    const collect = (node: TreeNode | undefined): Scope[] => {
      if (!node) return [];
      if (node.kind === 'SETOPERATIONSTMT') return [...collect(child(node, 'larg')), ...collect(child(node, 'rarg'))];
      const entry = this.range(integer(node, 'rtindex'));
      const scope = entry && this.subquery(entry);
      return scope ? [scope] : [];
    };
    return collect(child(this.query, 'setOperations'));
  }

  /**
   * Returns the expression that an insert or update assigns to a column, or undefined if the column is not assigned.
   */
  assignment(column: number): TreeNode | undefined {
    if (this.readsOldRow || (this.command !== COMMAND.update && this.command !== COMMAND.insert)) return undefined;
    return children(this.query, 'targetList').find((entry) => integer(entry, 'resno') === column);
  }

  /** All columns that an insert or update assigns, with the assigned expressions. */
  get writes(): { column: Column; expression: TreeNode }[] {
    if (this.command !== COMMAND.update && this.command !== COMMAND.insert) return [];
    const table = this.range(integer(this.query, 'resultRelation'));
    return children(this.query, 'targetList').flatMap((entry) => {
      const column = table && this.catalog.columns.get(columnKey(integer(table, 'relid'), integer(entry, 'resno')));
      const expression = child(entry, 'expr');
      return column && expression && entry.fields.get('resjunk') !== 'true' ? [{ column, expression }] : [];
    });
  }

  /**
   * Whether the query is an insert with `on conflict do update`. Such an insert may also return rows that existed
   * before the insert, so the inserted values prove nothing about the returned rows.
   */
  get mayReturnOtherRows(): boolean {
    const onConflict = child(this.query, 'onConflict');
    return onConflict !== undefined && integer(onConflict, 'action') === ON_CONFLICT_UPDATE;
  }

  isTarget(node: TreeNode): boolean {
    return (
      this.command !== COMMAND.select &&
      integer(node, 'varlevelsup') === 0 &&
      integer(node, 'varno') === integer(this.query, 'resultRelation')
    );
  }

  /** Whether the query always returns exactly one row, for any content of the tables. */
  get hasOneRow(): boolean {
    const { query } = this;
    const filters = ['groupClause', 'groupingSets', 'distinctClause'].some(
      (field) => children(query, field).length > 0,
    );
    const limits = ['havingQual', 'limitOffset', 'limitCount', 'setOperations'].some((field) => child(query, field));
    if (this.command !== COMMAND.select || filters || limits || query.fields.get('hasTargetSRFs') === 'true')
      return false;
    if (query.fields.get('hasAggs') === 'true') return true;
    const from = child(query, 'jointree');
    if (!from) return true;
    return !child(from, 'quals') && children(from, 'fromlist').every((item) => this.itemHasOneRow(item));
  }

  /**
   * Whether a left or right join certainly matched a row. The result for a full join is always false, because a full
   * join can make the columns of either side null.
   */
  hasMatched(join: number): boolean {
    return this.facts.matchedJoins.has(join) && !this.fullJoins.has(join);
  }

  sideOfFullJoin(join: number, range: number): 'left' | 'right' | undefined {
    const entry = this.fullJoins.get(join);
    if (!entry) return undefined;
    return entry.left.includes(range) ? 'left' : 'right';
  }

  private itemHasOneRow(item: TreeNode): boolean {
    const entry = item.kind === 'RANGETBLREF' ? this.range(integer(item, 'rtindex')) : undefined;
    if (!entry) return false;
    return integer(entry, 'rtekind') === RANGE.result || (this.subquery(entry)?.hasOneRow ?? false);
  }
}
