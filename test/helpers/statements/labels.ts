/**
 * Finds all texts that a column of a statement's result can contain. Check constraints, domains, enums, literals in the
 * statement, and the TypeScript types of parameters limit the possible texts.
 */
import { columnKey } from './catalog.ts';
import { child, children, integer, isNode, isTrue, textOfConstant, type TreeNode } from './node-tree.ts';
import { RANGE, type Scope } from './scope.ts';

/** All possible texts of a column or an expression. Undefined if any text is possible. */
type Labels = string[] | undefined;

export function labelsOfOutput(scope: Scope, index: number): Labels {
  const { operands } = scope;
  if (operands.length > 0) return union(operands.map((part) => labelsOfOutput(part, index)));
  const output = scope.outputs[index];
  return output && labelsOf(child(output, 'expr'), scope);
}

function union(all: Labels[]): Labels {
  const lists = all.filter((labels) => labels !== undefined);
  return lists.length === all.length ? [...new Set(lists.flat())] : undefined;
}

const TRANSPARENT = new Set(['RELABELTYPE', 'COERCEVIAIO', 'ARRAYCOERCEEXPR', 'COLLATEEXPR']);

export function labelsOf(node: TreeNode | undefined, scope: Scope): Labels {
  if (!node) return undefined;
  const { types, functions } = scope.catalog;
  if (TRANSPARENT.has(node.kind)) return labelsOf(child(node, 'arg'), scope);
  switch (node.kind) {
    case 'CONST': {
      if (isTrue(node, 'constisnull')) return [];
      const text = textOfConstant(node);
      return text === undefined ? undefined : [text];
    }
    case 'PARAM':
      return scope.parameters[integer(node, 'paramid') - 1]?.labels;
    case 'COERCETODOMAIN':
      return labelsOf(child(node, 'arg'), scope) ?? types.get(integer(node, 'resulttype'))?.labels;
    case 'VAR':
      return labelsOfVar(node, scope);
    case 'CASE':
    case 'CASEEXPR': {
      const results = children(node, 'args').map((when) => labelsOf(child(when, 'result'), scope));
      const otherwise = child(node, 'defresult');
      return union([...results, ...(otherwise ? [labelsOf(otherwise, scope)] : [])]);
    }
    case 'COALESCE':
    case 'COALESCEEXPR':
      return union(children(node, 'args').map((arg) => labelsOf(arg, scope)));
    case 'SUBLINK': {
      const query = child(node, 'subselect');
      return query && labelsOfOutput(scope.inner(query), 0);
    }
    case 'FUNCEXPR':
      return functions.get(integer(node, 'funcid'))?.literals;
    default:
      return undefined;
  }
}

function labelsOfVar(node: TreeNode, scope: Scope): Labels {
  const owner = scope.up(integer(node, 'varlevelsup'));
  const source = owner?.resolve({ kind: node.kind, fields: new Map([...node.fields, ['varlevelsup', '0']]) });
  if (!owner || !source) return undefined;
  if (source.kind !== 'VAR') return labelsOf(source, owner);
  const entry = owner.range(integer(source, 'varno'));
  const column = integer(source, 'varattno');
  if (!entry) return undefined;
  if (integer(entry, 'rtekind') === RANGE.relation) {
    const { columns, types } = owner.catalog;
    const labels = columns.get(columnKey(integer(entry, 'relid'), column))?.labels;
    return labels ?? types.get(integer(source, 'vartype'))?.labels;
  }
  if (integer(entry, 'rtekind') === RANGE.values) {
    const rows = entry.fields.get('values_lists');
    const cells = Array.isArray(rows) ? rows.map((row) => (Array.isArray(row) ? row[column - 1] : undefined)) : [];
    return union(cells.map((cell) => labelsOf(isNode(cell) ? cell : undefined, owner)));
  }
  const inner = owner.subquery(entry);
  return inner && labelsOfOutput(inner, column - 1);
}
