/** Finds what a condition proves about the columns of the rows for which the condition is true. */
import { type Catalog, columnKey } from './catalog.ts';
import { child, children, integer, integerSet, isTrue, type TreeNode, word } from './node-tree.ts';

/**
 * Proven facts about the rows of one query. The name of a column is `varno.varattno`: PostgreSQL's number of the table
 * in the query, and PostgreSQL's number of the column.
 */
export type Facts = {
  notNull: Set<string>;
  /** The columns that are null in every row. */
  areNull: Set<string>;
  /** The boolean columns that are false in every row. */
  areFalse: Set<string>;
  areTrue: Set<string>;
  /** The outer joins that certainly matched a row, so these outer joins made no column null. */
  matchedJoins: Set<number>;
};

export const noFacts = (): Facts => ({
  notNull: new Set(),
  areNull: new Set(),
  areFalse: new Set(),
  areTrue: new Set(),
  matchedJoins: new Set(),
});

export const varKey = (node: TreeNode): string => `${integer(node, 'varno')}.${integer(node, 'varattno')}`;

/** For a column of a join or of a grouping, returns the column of the table. */
export type ResolveVar = (node: TreeNode) => TreeNode;

const IS_NULL = 0;
const IS_TRUE = 0;
const IS_FALSE = 2;

/** The operators that can return null even if no argument is null. */
export const PARTIAL_OPERATORS = new Set(['->', '->>', '#>', '#>>', '@?', '@@']);

const STRICT_WRAPPERS = new Set(['RELABELTYPE', 'COERCEVIAIO', 'COERCETODOMAIN', 'ARRAYCOERCEEXPR']);

/** Adds to `facts` everything that `condition` proves about the rows for which `condition` is true. */
export function addFacts(condition: TreeNode | undefined, facts: Facts, catalog: Catalog, resolve: ResolveVar): void {
  const note = (node: TreeNode, value?: boolean) => {
    const source = resolve(node);
    if (source.kind !== 'VAR' || integer(source, 'varlevelsup') !== 0) return;
    facts.notNull.add(varKey(source));
    if (value !== undefined) (value ? facts.areTrue : facts.areFalse).add(varKey(source));
    for (const join of integerSet(node, 'varnullingrels')) facts.matchedJoins.add(join);
  };

  /**
   * Notes that an expression is not null. A column is not null if a null in the column would make the expression null.
   */
  const noteStrict = (node: TreeNode | undefined): void => {
    if (!node) return;
    if (node.kind === 'VAR') note(node);
    else if (STRICT_WRAPPERS.has(node.kind)) noteStrict(child(node, 'arg'));
    else if (node.kind === 'OPEXPR' && catalog.functions.get(integer(node, 'opfuncid'))?.isStrict)
      children(node, 'args').forEach(noteStrict);
    else if (node.kind === 'FUNCEXPR' && catalog.functions.get(integer(node, 'funcid'))?.isStrict)
      children(node, 'args').forEach(noteStrict);
  };

  const noteNull = (node: TreeNode | undefined) => {
    const source = node && resolve(node);
    if (source?.kind === 'VAR' && integer(source, 'varlevelsup') === 0) facts.areNull.add(varKey(source));
  };

  const holds = (node: TreeNode | undefined): void => {
    if (!node) return;
    if (node.kind === 'VAR') note(node, true);
    else if (node.kind === 'BOOLEXPR' && word(node, 'boolop') === 'and') children(node, 'args').forEach(holds);
    else if (node.kind === 'BOOLEXPR' && word(node, 'boolop') === 'not') fails(children(node, 'args')[0]);
    else if (node.kind === 'NULLTEST')
      (integer(node, 'nulltesttype') === IS_NULL ? noteNull : noteStrict)(child(node, 'arg'));
    else if (node.kind === 'BOOLEANTEST' && [IS_TRUE, IS_FALSE].includes(integer(node, 'booltesttype')))
      noteStrict(child(node, 'arg'));
    else if (node.kind === 'SCALARARRAYOPEXPR' && isTrue(node, 'useOr')) noteStrict(children(node, 'args')[0]);
    else if (node.kind === 'OPEXPR' || node.kind === 'FUNCEXPR') noteStrict(node);
  };
  const fails = (node: TreeNode | undefined): void => {
    if (!node) return;
    if (node.kind === 'VAR') note(node, false);
    else if (node.kind === 'BOOLEXPR' && word(node, 'boolop') === 'or') children(node, 'args').forEach(fails);
    else if (node.kind === 'NULLTEST' && integer(node, 'nulltesttype') === IS_NULL) noteStrict(child(node, 'arg'));
    else if (node.kind === 'OPEXPR' || node.kind === 'FUNCEXPR') noteStrict(node);
  };
  holds(condition);
}

/**
 * Adds the facts that follow from the check constraints of a table. Example: if `live` is false in a row,
 * `check (live or end_time is not null)` proves that `end_time` is not null in the row.
 */
export function addChecks(rangeIndex: number, tableId: number, facts: Facts, catalog: Catalog): void {
  const keyOf = (node: TreeNode | undefined) => node && `${rangeIndex}.${integer(node, 'varattno')}`;
  const isRefuted = (node: TreeNode): boolean => {
    if (node.kind === 'VAR') return facts.areFalse.has(keyOf(node) ?? '');
    if (node.kind === 'BOOLEXPR' && word(node, 'boolop') === 'not')
      return facts.areTrue.has(keyOf(children(node, 'args')[0]) ?? '');
    if (node.kind === 'NULLTEST') {
      const refuting = integer(node, 'nulltesttype') === IS_NULL ? facts.notNull : facts.areNull;
      return refuting.has(keyOf(child(node, 'arg')) ?? '');
    }
    return false;
  };
  for (const check of catalog.checks.get(tableId) ?? []) {
    if (check.kind !== 'BOOLEXPR' || word(check, 'boolop') !== 'or') continue;
    const [left, ...others] = children(check, 'args').filter((arm) => !isRefuted(arm));
    // If the result of a check constraint is null, PostgreSQL accepts the row, so the constraint proves nothing. Only
    // the result of a test such as `is not null` is never null.
    if (!left || others.length > 0 || !consistsOfNullTests(left)) continue;
    const own = noFacts();
    addFacts(left, own, catalog, (node) => node);
    for (const key of own.notNull) facts.notNull.add(`${rangeIndex}.${key.split('.')[1]}`);
  }
}

function consistsOfNullTests(node: TreeNode): boolean {
  if (node.kind === 'NULLTEST') return true;
  return (
    node.kind === 'BOOLEXPR' && word(node, 'boolop') === 'and' && children(node, 'args').every(consistsOfNullTests)
  );
}

export const isNotNullColumn = (catalog: Catalog, tableId: number, number: number): boolean =>
  number < 0 || (catalog.columns.get(columnKey(tableId, number))?.isNotNull ?? false);
