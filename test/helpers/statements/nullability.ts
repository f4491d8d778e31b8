/**
 * Decides whether a column of a statement's result can be null, and why. If nothing proves that a column is never null,
 * the column counts as nullable. The author of the statement can then use `coalesce` or a condition such as
 * `… is not null`.
 *
 * The check ignores triggers that replace a value with null.
 */
import { columnKey } from './catalog.ts';
import { isNotNullColumn, PARTIAL_OPERATORS, varKey } from './facts.ts';
import { child, children, integer, integerSet, isTrue, type TreeNode, word } from './node-tree.ts';
import { RANGE, type Scope } from './scope.ts';

/** The reason why a value can be null, in words. Undefined if the value is never null. */
type Reason = string | undefined;

/** PostgreSQL functions that never return null if no argument is null. */
const TOTAL_FUNCTIONS = new Set(
  `abs array_to_string btrim cardinality ceil ceiling coalesce concat concat_ws date date_trunc exp extract floor format
  gen_random_uuid hashtext hashtextextended initcap jsonb_build_array jsonb_build_object left length ln lower lpad ltrim
  make_interval md5 mod now power quote_ident quote_literal random replace reverse right round rpad rtrim sqrt
  starts_with strpos substr substring timezone to_char to_json to_jsonb to_timestamp translate trunc upper
  format_type pg_describe_object pg_get_constraintdef pg_get_functiondef pg_get_indexdef pg_get_triggerdef
  pg_get_viewdef pg_try_advisory_lock pg_try_advisory_xact_lock clock_timestamp`.split(/\s+/),
);
/** PostgreSQL functions that never return null, not even for null arguments. */
const IGNORE_NULLS = new Set(['concat', 'format', 'jsonb_build_array', 'jsonb_build_object']);
/** PostgreSQL functions that return null only if the first argument is null. */
const NEED_FIRST = new Set(['concat_ws']);

/**
 * Functions of our schema that never return null if no argument is null, each with the reason. A PL/pgSQL function that
 * returns only literals needs no entry in this table.
 */
const OWN_FUNCTIONS: Record<string, string> = {
  clock_now: 'the table `clock` has one row, and its columns are not null',
  call_status_rank: 'its `case` has an `else`',
  rtb_cap_used: 'it is a `coalesce` that ends with 0',
};

/** Aggregate functions that return null in two cases: there are no rows, or the arguments of all rows are null. */
const PLAIN_AGGREGATES = new Set('sum avg min max any_value bool_and bool_or every string_agg'.split(' '));
const COLLECTING_AGGREGATES = new Set('array_agg jsonb_agg json_agg jsonb_object_agg'.split(' '));
const RANKING_FUNCTIONS = new Set('count row_number rank dense_rank percent_rank cume_dist ntile'.split(' '));

const NEVER_NULL = new Set([
  'NULLTEST',
  'BOOLEANTEST',
  'DISTINCTEXPR',
  'ARRAYEXPR',
  'ARRAY',
  'ROWEXPR',
  'ROW',
  'GROUPINGFUNC',
  'SQLVALUEFUNCTION',
]);
const WRAPPERS = new Set([
  'RELABELTYPE',
  'COERCEVIAIO',
  'COERCETODOMAIN',
  'ARRAYCOERCEEXPR',
  'COLLATEEXPR',
  'NAMEDARGEXPR',
  'TARGETENTRY',
]);

const SUBLINK = { exists: 0, all: 1, any: 2, expression: 4, array: 6 } as const;

/** Returns the reason why column `index` of the query's result can be null. */
export function whyNullOutput(scope: Scope, index: number): Reason {
  const { operands } = scope;
  if (operands.length > 0) return first(operands, (part) => whyNullOutput(part, index));
  const output = scope.outputs[index];
  return output ? whyNull(output, scope) : 'the check does not know its source';
}

/** Whether column `index` of the query's result is null in every row. */
export function isNullOutput(scope: Scope, index: number): boolean {
  const { operands } = scope;
  if (operands.length > 0) return operands.every((part) => isNullOutput(part, index));
  const output = scope.outputs[index];
  const expression = output && child(output, 'expr');
  if (expression?.kind === 'CONST') return isTrue(expression, 'constisnull');
  if (expression?.kind !== 'VAR') return false;
  const source = scope.resolve(expression);
  const isAssigned = scope.isTarget(source) && scope.assignment(integer(source, 'varattno')) !== undefined;
  return !isAssigned && scope.facts.areNull.has(varKey(source));
}

function first<T>(items: readonly T[], why: (item: T) => Reason): Reason {
  for (const item of items) {
    const reason = why(item);
    if (reason) return reason;
  }
  return undefined;
}

/** For a value that is null only if all items are null: returns a reason if every item can be null. */
function onlyIfAll(items: readonly TreeNode[], scope: Scope): Reason {
  const reasons = items.map((item) => whyNull(item, scope));
  return reasons.every((reason) => reason !== undefined) ? reasons.at(-1) : undefined;
}

/**
 * Whether `args` are the arguments of `coalesce(left.x, right.x)` over a full join. Such a `coalesce` is never null,
 * because each row of a full join has a left row or a right row.
 */
function coversFullJoin(args: readonly TreeNode[], scope: Scope): boolean {
  const sides = args.flatMap((arg) => {
    const [join, ...others] = arg.kind === 'VAR' ? integerSet(arg, 'varnullingrels') : [];
    if (join === undefined || others.length > 0 || integer(arg, 'varlevelsup') !== 0) return [];
    const innerColumn = {
      kind: arg.kind,
      fields: new Map([...arg.fields, ['varnullingrels', undefined]]),
    } satisfies TreeNode;
    return whyNull(innerColumn, scope) === undefined ? (scope.sideOfFullJoin(join, integer(arg, 'varno')) ?? []) : [];
  });
  return sides.includes('left') && sides.includes('right');
}

export function whyNull(node: TreeNode | undefined, scope: Scope): Reason {
  if (!node) return 'the check does not know the expression';
  if (NEVER_NULL.has(node.kind)) return undefined;
  const args = children(node, 'args');
  if (WRAPPERS.has(node.kind)) return whyNull(child(node, 'arg') ?? child(node, 'expr'), scope);
  switch (node.kind) {
    case 'VAR':
      return whyNullVar(node, scope);
    case 'CONST':
      return isTrue(node, 'constisnull') ? 'it is null' : undefined;
    case 'PARAM':
      return whyNullParameter(node, scope);
    case 'FUNCEXPR':
      return whyNullFunction(node, args, scope);
    case 'OPEXPR':
    case 'SCALARARRAYOPEXPR':
      return whyNullOperator(node, args, scope);
    case 'BOOLEXPR':
      return first(args, (arg) => whyNull(arg, scope));
    case 'CASE':
    case 'CASEEXPR': {
      const results = args.map((when) => child(when, 'result'));
      const otherwise = child(node, 'defresult');
      if (!otherwise || isTrue(otherwise, 'constisnull')) return 'a case has no else, or else null';
      return first([...results, otherwise], (result) => whyNull(result, scope));
    }
    case 'COALESCE':
    case 'COALESCEEXPR':
      return coversFullJoin(args, scope) ? undefined : onlyIfAll(args, scope);
    case 'MINMAX':
    case 'MINMAXEXPR':
      return onlyIfAll(args, scope);
    case 'AGGREF':
      return whyNullAggregate(node, args, scope);
    case 'WINDOWFUNC':
      return RANKING_FUNCTIONS.has(functionName(node, 'winfnoid', scope))
        ? undefined
        : 'the window function may return null';
    case 'SUBSCRIPTINGREF': {
      return isSlice(node) ? whyNull(child(node, 'refexpr'), scope) : 'the array may lack the element';
    }
    case 'SUBLINK':
      return whyNullSublink(node, scope);
    default:
      return `the check does not know ${node.kind.toLowerCase()}`;
  }
}

/**
 * Whether the node is an array slice. A slice, such as `a[2:3]`, has lower bounds, but an element, such as `a[2]`, has
 * none.
 */
function isSlice(node: TreeNode): boolean {
  const lower = node.fields.get('reflowerindexpr');
  return Array.isArray(lower) && lower.length > 0;
}

function whyNullParameter(node: TreeNode, scope: Scope): Reason {
  const parameter = scope.parameters[integer(node, 'paramid') - 1];
  return parameter?.isNullable === false ? undefined : `parameter $${integer(node, 'paramid')} can be null`;
}

const functionName = (node: TreeNode, field: string, scope: Scope): string =>
  scope.catalog.functions.get(integer(node, field))?.name ?? '';

const CASTS = [1, 2];

function whyNullFunction(node: TreeNode, args: TreeNode[], scope: Scope): Reason {
  const callee = scope.catalog.functions.get(integer(node, 'funcid'));
  const name = callee?.name ?? '';
  const isCast = CASTS.includes(integer(node, 'funcformat')) && callee?.isStrict;
  const isKnown = callee?.isBuiltIn ? TOTAL_FUNCTIONS.has(name) || isCast : name in OWN_FUNCTIONS || callee?.literals;
  if (!isKnown) return `${name}() may return null, as far as the check knows`;
  const returnsLiterals = callee?.literals !== undefined && !callee.isStrict;
  if (IGNORE_NULLS.has(name) || returnsLiterals) return undefined;
  return first(NEED_FIRST.has(name) ? args.slice(0, 1) : args, (arg) => whyNull(arg, scope));
}

function whyNullOperator(node: TreeNode, args: TreeNode[], scope: Scope): Reason {
  const callee = scope.catalog.functions.get(integer(node, 'opfuncid'));
  const partial = callee?.operators.find((name) => PARTIAL_OPERATORS.has(name));
  if (partial) return `${partial} returns null when nothing is there`;
  if (!callee?.isStrict && !callee?.isBuiltIn) return `the check does not know the operator ${callee?.name}`;
  return first(args, (arg) => whyNull(arg, scope));
}

function whyNullAggregate(node: TreeNode, args: TreeNode[], scope: Scope): Reason {
  const name = functionName(node, 'aggfnoid', scope);
  if (name === 'count') return undefined;
  const isGrouped =
    children(scope.query, 'groupClause').length > 0 && children(scope.query, 'groupingSets').length === 0;
  if (!isGrouped) return `${name}() of no rows is null`;
  if (child(node, 'aggfilter')) return `${name}() is null when its filter excludes all rows`;
  if (COLLECTING_AGGREGATES.has(name)) return undefined;
  if (PLAIN_AGGREGATES.has(name)) return first(args, (arg) => whyNull(arg, scope));
  return `the check does not know ${name}()`;
}

function whyNullSublink(node: TreeNode, scope: Scope): Reason {
  const type = integer(node, 'subLinkType');
  if (type === SUBLINK.exists || type === SUBLINK.array) return undefined;
  const query = child(node, 'subselect');
  if (!query) return 'the check does not know the subquery';
  const inner = scope.inner(query);
  if (type === SUBLINK.any || type === SUBLINK.all) {
    const test = child(node, 'testexpr');
    return (
      first(test ? children(test, 'args').slice(0, 1) : [], (arg) => whyNull(arg, scope)) ?? whyNullOutput(inner, 0)
    );
  }
  return inner.hasOneRow ? whyNullOutput(inner, 0) : 'the subquery may return no row';
}

function whyNullVar(node: TreeNode, scope: Scope): Reason {
  const owner = scope.up(integer(node, 'varlevelsup'));
  if (!owner) return 'the check does not know its source';
  const nullingJoins = integerSet(node, 'varnullingrels');
  const own = owner === scope ? node : atLevelZero(node);
  const source = owner.resolve(own);
  if (source.kind !== 'VAR')
    return nullingJoins.length > 0 ? 'a grouping set does not contain it' : whyNull(source, owner);
  const key = varKey(source);
  const isAssigned = owner.isTarget(source) && owner.assignment(integer(source, 'varattno')) !== undefined;
  if (!isAssigned && owner.facts.notNull.has(key)) return undefined;
  const joins = [...nullingJoins, ...integerSet(source, 'varnullingrels')].filter((join) => !owner.hasMatched(join));
  if (joins.length > 0) {
    const entry = owner.range(joins[0] ?? 0);
    return entry && integer(entry, 'rtekind') === RANGE.group
      ? 'a grouping set does not contain it'
      : 'it is on the optional side of an outer join';
  }
  if (!isAssigned && owner.joinFacts.notNull.has(key)) return undefined;
  return whyNullSource(source, owner);
}

function atLevelZero(node: TreeNode): TreeNode {
  return { kind: node.kind, fields: new Map([...node.fields, ['varlevelsup', '0']]) };
}

/** Returns the reason why a column can be null, from the source of the column: a table, a subquery, or values. */
function whyNullSource(node: TreeNode, scope: Scope): Reason {
  const column = integer(node, 'varattno');
  const entry = scope.range(integer(node, 'varno'));
  if (!entry) return 'the check does not know its source';
  switch (integer(entry, 'rtekind')) {
    case RANGE.relation:
      return whyNullColumn(node, scope, integer(entry, 'relid'), column);
    case RANGE.subquery:
    case RANGE.cte: {
      const inner = scope.subquery(entry);
      return inner ? whyNullOutput(inner, column - 1) : 'the check does not know the subquery';
    }
    case RANGE.values: {
      const rows = entry.fields.get('values_lists');
      const cells = Array.isArray(rows) ? rows.map((row) => (Array.isArray(row) ? row[column - 1] : undefined)) : [];
      return first(cells, (cell) =>
        whyNull(typeof cell === 'object' && !Array.isArray(cell) ? cell : undefined, scope),
      );
    }
    case RANGE.function: {
      const functions = children(entry, 'functions').map((each) => child(each, 'funcexpr'));
      const isSeries = functions.every((each) => each && functionName(each, 'funcid', scope) === 'generate_series');
      return isSeries ? undefined : 'a function in from may return null';
    }
    default:
      return 'the check does not know its source';
  }
}

const OLD_ROW = 1;

function whyNullColumn(node: TreeNode, scope: Scope, tableId: number, column: number): Reason {
  const isTarget = scope.isTarget(node);
  if (isTarget && integer(node, 'varreturningtype') === OLD_ROW) return 'an inserted row has no old version';
  if (isNotNullColumn(scope.catalog, tableId, column)) return undefined;
  const assignment = isTarget && !scope.mayReturnOtherRows ? scope.assignment(column) : undefined;
  if (assignment) {
    const why = whyNull(child(assignment, 'expr'), scope.beforeWrites());
    return (
      why && `${scope.catalog.columns.get(columnKey(tableId, column))?.name} is set to a value that can be null: ${why}`
    );
  }
  const name = scope.catalog.columns.get(columnKey(tableId, column))?.name;
  return `${name ?? word(node, 'varno')} is nullable`;
}
