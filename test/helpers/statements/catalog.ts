/**
 * Reads the facts about the migrated database schema that the check of SQL statements needs. PostgreSQL's catalogs
 * contain these facts.
 */
import type postgres from 'postgres';
import { parseNodeTree, type TreeNode } from './node-tree.ts';

export type Column = {
  /** The text `table.column`, for messages. */
  name: string;
  isNotNull: boolean;
  /**
   * The texts that the column's check constraint allows. If the column is an array, the allowed texts of an element.
   * Undefined if any text is allowed.
   */
  labels: string[] | undefined;
};

export type PgType = {
  name: string;
  /** If the type is an array, the id of the element type; 0 otherwise. */
  elementId: number;
  /** If the type is a domain (a restricted type), the id of the type that the domain restricts; 0 otherwise. */
  baseId: number;
  /** The labels of an enum, or the texts that the check constraint of a domain allows. Undefined for other types. */
  labels: string[] | undefined;
};

export type PgFunction = {
  name: string;
  isStrict: boolean;
  isBuiltIn: boolean;
  /** The operators that call the function, such as `+`. */
  operators: string[];
  /** The literals that a PL/pgSQL function returns. Undefined if the function also returns other expressions. */
  literals: string[] | undefined;
};

export type Catalog = {
  columns: Map<string, Column>;
  types: Map<number, PgType>;
  functions: Map<number, PgFunction>;
  /** The check constraints that name several columns, by the id of the table. */
  checks: Map<number, TreeNode[]>;
};

export const columnKey = (tableId: number, number: number): string => `${tableId}.${number}`;

const ONE_OF = /^CHECK \(\(?"?\w+"?(?:::text)?\)? (?:= ANY \(|<@ )ARRAY\[(.+?)\]\)*(?:::text\[\])?\)*$/;

/** Returns the allowed texts: `a` and `b` for `CHECK (status = ANY (ARRAY['a'::text, 'b'::text]))`. */
function labelsOfCheck(definition: string): string[] | undefined {
  const list = ONE_OF.exec(definition)?.[1];
  if (list === undefined) return undefined;
  return [...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, label = '']) => label.replaceAll("''", "'"));
}

/**
 * Returns the literals that a PL/pgSQL function returns, or undefined if the function also returns other expressions.
 */
function literalsOf(source: string): string[] | undefined {
  const values = [...source.matchAll(/\breturn\s+([^;]+);/g)].map(([, value = '']) => value.trim());
  const literals = values.map((value) => /^'([^']*)'$|^(true|false)$/.exec(value));
  if (values.length === 0 || literals.includes(null)) return undefined;
  return [...new Set(literals.map((match) => match?.[1] ?? match?.[2] ?? ''))];
}

export async function readCatalog(sql: postgres.Sql): Promise<Catalog> {
  return {
    columns: await readColumns(sql),
    types: await readTypes(sql),
    functions: await readFunctions(sql),
    checks: await readChecks(sql),
  };
}

async function readColumns(sql: postgres.Sql): Promise<Map<string, Column>> {
  const rows = await sql<{ table: number; number: number; name: string; not_null: boolean; checks: string[] }[]>`
    select a.attrelid::int as table, a.attnum as number, c.relname || '.' || a.attname as name, a.attnotnull as not_null,
      array(select pg_get_constraintdef(k.oid, true) from pg_constraint k
        where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]) as checks
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind in ('r', 'v') and not a.attisdropped`;
  return new Map(
    rows.map(({ table, number, name, not_null, checks }) => {
      const labels = checks.map(labelsOfCheck).find((list) => list !== undefined);
      return [columnKey(table, number), { name, isNotNull: not_null || number < 0, labels }];
    }),
  );
}

async function readTypes(sql: postgres.Sql): Promise<Map<number, PgType>> {
  const rows = await sql<
    { id: number; name: string; element: number; base: number; labels: string[]; check: string }[]
  >`
    select t.oid::int as id, t.typname as name, case when t.typcategory = 'A' then t.typelem::int else 0 end as element,
      t.typbasetype::int as base,
      array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder) as labels,
      coalesce((select pg_get_constraintdef(k.oid, true) from pg_constraint k where k.contypid = t.oid limit 1), '') as check
    from pg_type t`;
  return new Map(
    rows.map(({ id, name, element, base, labels, check }) => [
      id,
      { name, elementId: element, baseId: base, labels: labels.length > 0 ? labels : labelsOfCheck(check) },
    ]),
  );
}

async function readFunctions(sql: postgres.Sql): Promise<Map<number, PgFunction>> {
  type Row = { id: number; name: string; strict: boolean; built_in: boolean; operators: string[]; source: string };
  const rows = await sql<Row[]>`
    select p.oid::int as id, p.proname as name, p.proisstrict as strict,
      p.pronamespace = 'pg_catalog'::regnamespace as built_in,
      array(select o.oprname::text from pg_operator o where o.oprcode = p.oid) as operators,
      case when l.lanname = 'plpgsql' then p.prosrc else '' end as source
    from pg_proc p join pg_language l on l.oid = p.prolang`;
  return new Map(
    rows.map(({ id, name, strict, built_in, operators, source }) => [
      id,
      { name, isStrict: strict, isBuiltIn: built_in, operators, literals: literalsOf(source) },
    ]),
  );
}

async function readChecks(sql: postgres.Sql): Promise<Map<number, TreeNode[]>> {
  const rows = await sql<{ table: number; tree: string }[]>`
    select conrelid::int as table, conbin::text as tree from pg_constraint
    where contype = 'c' and conrelid <> 0 and cardinality(conkey) > 1`;
  const byTable = Map.groupBy(rows, ({ table }) => table);
  return new Map(
    [...byTable].map(([table, constraints]) => [table, constraints.map(({ tree }) => parseNodeTree(tree))]),
  );
}
