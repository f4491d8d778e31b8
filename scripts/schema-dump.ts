import type { Sql } from '../sql/db.ts';
import * as catalog from '../sql/catalog.ts';

const HEADER = `-- What all migrations together make: structure without rows. Written by: npm run schema
-- Change it by adding a migration.

-- Functions may name tables that follow.
set check_function_bodies = off;`;

/**
 * The schema as SQL that can be read and loaded: every object once, after those it needs, each table with its columns,
 * constraints and indexes. It is made from the catalogs because a fresh machine has no pg_dump.
 *
 * @throws Error naming objects of a kind that this does not write.
 */
export async function dumpSchema(sql: Sql): Promise<string> {
  const unknown = await catalog.listUnknownObjects(sql);
  if (unknown.length > 0)
    throw new Error(`scripts/schema-dump.ts does not know how to write: ${unknown.map(({ name }) => name).join(', ')}`);

  const tables = await catalog.listTables(sql);
  const others = [await catalog.listTypes(sql), await catalog.listFunctions(sql), await catalog.listViews(sql)].flat();
  const definitions = new Map(others.map(({ id, definition }) => [id, definition]));
  // Of several objects that could come next, the first in this list does.
  const order = inOrderOfNeed([...others, ...tables], await catalog.listDependencies(sql));

  const foreignKeys = await catalog.listForeignKeys(sql);
  const isLate = ({ tableId, targetId }: catalog.ForeignKey) => order.indexOf(targetId) > order.indexOf(tableId);
  const columns = byTable(await catalog.listColumns(sql));
  const constraints = byTable([
    ...(await catalog.listConstraints(sql)),
    ...foreignKeys.filter((foreignKey) => !isLate(foreignKey)),
  ]);
  const indexes = byTable(await catalog.listIndexes(sql));
  for (const table of tables) {
    const lines = [...(columns.get(table.id) ?? []), ...(constraints.get(table.id) ?? [])];
    definitions.set(table.id, [createTable(table, lines), ...(indexes.get(table.id) ?? [])].join(';\n'));
  }
  const statements = [
    ...order.flatMap((id) => definitions.get(id) ?? []),
    ...foreignKeys.filter(isLate).map(({ tableName, definition }) => `alter table ${tableName} add ${definition}`),
    ...(await catalog.listTriggers(sql)).map(({ definition }) => definition),
    ...(await catalog.listComments(sql)).map(({ definition }) => definition),
  ];
  return `${[HEADER, ...statements.map((statement) => `${statement};`)].join('\n\n')}\n`;
}

function createTable({ quotedName, isUnlogged, options }: catalog.Table, lines: string[]): string {
  const kind = isUnlogged ? 'unlogged table' : 'table';
  const settings = options ? ` with (${options.join(', ')})` : '';
  return `create ${kind} ${quotedName} (\n  ${lines.join(',\n  ')}\n)${settings}`;
}

function byTable(parts: catalog.TablePart[]): Map<number, string[]> {
  const groups = Map.groupBy(parts, ({ tableId }) => tableId);
  return new Map([...groups].map(([id, group]) => [id, group.map(({ definition }) => definition)]));
}

/** Ids, each after the ids it needs. Foreign keys bend where tables refer to each other; nothing else may. */
export function inOrderOfNeed(objects: { id: number }[], dependencies: catalog.Dependency[]): number[] {
  const waiting = new Set(objects.map(({ id }) => id));
  const needs = Map.groupBy(dependencies, ({ dependentId }) => dependentId);
  const isFree = (id: number, despiteForeignKeys: boolean) =>
    !needs
      .get(id)
      ?.some(
        ({ neededId, byForeignKey }) =>
          neededId !== id && waiting.has(neededId) && !(byForeignKey && despiteForeignKeys),
      );
  const order: number[] = [];
  while (waiting.size > 0) {
    const ids = [...waiting];
    const next = ids.find((id) => isFree(id, false)) ?? ids.find((id) => isFree(id, true));
    if (next === undefined) throw new Error('Some objects of the schema need each other and cannot be put in order.');
    waiting.delete(next);
    order.push(next);
  }
  return order;
}
