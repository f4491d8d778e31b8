/** Records how PostgreSQL has executed the statements of the product, with its extension auto_explain. */
import { inject } from 'vitest';
import { connect } from '../../../sql/db.ts';
import { withDatabase } from '../global-setup.ts';
import type { TestSystem } from '../system.ts';

/** One node of a plan that reads a table: how it reads, and how many rows it has read in sum. */
export type TableRead = { table: string; how: string; rows: number; statement: string };

type PlanNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
};

function* readsOf(node: PlanNode, statement: string): Generator<TableRead> {
  const perLoop = [node['Actual Rows'], node['Rows Removed by Filter'], node['Rows Removed by Index Recheck']];
  const rows = Math.round(node['Actual Loops'] * perLoop.reduce<number>((sum, each) => sum + (each ?? 0), 0));
  const table = node['Relation Name'];
  if (table) yield { table, how: [node['Node Type'], node['Index Name'] ?? ''].join(' ').trim(), rows, statement };
  for (const below of node.Plans ?? []) yield* readsOf(below, statement);
}

/**
 * Runs `work` with a context whose statements are recorded.
 *
 * @returns every read of a table
 */
export async function recordReads(
  { ctx, config }: TestSystem,
  work: (recorded: TestSystem['ctx']) => Promise<void>,
): Promise<TableRead[]> {
  const database = new URL(config.databaseUrl).pathname.slice(1);
  const superuser = connect({
    url: withDatabase(inject('superuserUrl'), database),
    applicationName: 'plans',
    connectionsMax: 1,
  });
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_format': 'json',
    'auto_explain.log_level': 'notice',
  };
  for (const [name, value] of Object.entries(settings))
    await superuser.unsafe(`alter database ${database} set ${name} = '${value}'`);
  const reads: TableRead[] = [];
  const sql = connect({
    url: config.databaseUrl,
    applicationName: 'recorded',
    connectionsMax: 3,
    onNotice: (message) => {
      const json = /^duration: .* plan:\n(.*)/s.exec(message)?.[1];
      if (json === undefined) return;
      const { 'Query Text': text, Plan: plan } = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
      reads.push(...readsOf(plan, text.replace(/\s+/g, ' ').trim()));
    },
  });
  try {
    await work({ ...ctx, sql });
    return reads;
  } finally {
    await sql.end();
    for (const name of Object.keys(settings)) await superuser.unsafe(`alter database ${database} reset ${name}`);
    await superuser.end();
  }
}
