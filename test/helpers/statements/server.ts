/** Asks PostgreSQL to analyze an SQL statement without running the statement. */
import postgres from 'postgres';
import { type Catalog, readCatalog } from './catalog.ts';
import { parseNodeTree, type TreeNode } from './node-tree.ts';

export type Description = {
  /** The ids (oids) of the types of the parameters. */
  parameterTypes: number[];
  columns: { name: string; type: number }[];
  tree: TreeNode;
};

export type PlanNode = {
  'Node Type': string;
  'Parent Relationship'?: string;
  'Index Cond'?: string;
  Plans?: PlanNode[];
};

export class Server {
  private readonly trees: string[] = [];
  private readonly sql: postgres.Sql;

  constructor(url: string) {
    this.sql = postgres(url, {
      max: 1,
      onnotice: ({ message, detail }) => {
        if (message === 'parse tree:' && detail) this.trees.push(detail);
      },
    });
  }

  async open(): Promise<Catalog> {
    const catalog = await readCatalog(this.sql);
    // PostgreSQL sends the parse tree of each statement to this client as a log message, and writes no parse tree to
    // the server's log.
    await this.sql.unsafe(`
      set client_min_messages = log; set log_min_messages = panic;
      set debug_pretty_print = off; set debug_print_parse = on;
      set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off; set enable_incremental_sort = off;
      set enable_hashjoin = off; set enable_mergejoin = off`);
    return catalog;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sql.end();
  }

  /** Runs a statement that creates a temporary table, because other statements need the temporary table. */
  async run(text: string): Promise<void> {
    await this.sql.unsafe(text);
  }

  /**
   * Describes a statement without running the statement.
   *
   * @param values One value for each parameter. The driver derives some parameter types from the values.
   */
  async describe(text: string, values: unknown[]): Promise<Description> {
    this.trees.length = 0;
    const { types, columns } = await this.sql.unsafe(text, values as postgres.ParameterOrJSON<never>[]).describe();
    const tree = this.trees.at(-1);
    if (!tree) throw new Error(`PostgreSQL sent no parse tree of this statement: ${text.slice(0, 200)}`);
    return { parameterTypes: types, columns, tree: parseNodeTree(tree) };
  }

  /**
   * Returns the plan of a statement for any values of its parameters. Because of the settings of the connection, the plan
   * uses an index wherever it can, as it would in a large table.
   */
  async plan(text: string): Promise<PlanNode> {
    const [row] = await this.sql.unsafe<[{ 'QUERY PLAN': [{ Plan: PlanNode }] }]>(
      `explain (generic_plan, format json) ${text}`,
    );
    return row['QUERY PLAN'][0].Plan;
  }

  json(): unknown {
    return this.sql.json({});
  }
}
