/** Asks PostgreSQL to analyze a statement without running it. */
import postgres from 'postgres';
import { type Catalog, readCatalog } from './catalog.ts';
import { parseNodeTree, type TreeNode } from './node-tree.ts';

export type Description = {
  /** The oids of the parameters' types. */
  parameterTypes: number[];
  columns: { name: string; type: number }[];
  tree: TreeNode;
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
    // The server sends each statement's tree to this client as a log message, and does not write it to its own log.
    await this.sql.unsafe(`
      set client_min_messages = log; set log_min_messages = panic;
      set debug_pretty_print = off; set debug_print_parse = on`);
    return catalog;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sql.end();
  }

  /** Runs a statement that creates a temporary table, which other statements need. */
  async run(text: string): Promise<void> {
    await this.sql.unsafe(text);
  }

  /** @param values one for each parameter. The driver derives some parameter types from them. */
  async describe(text: string, values: unknown[]): Promise<Description> {
    this.trees.length = 0;
    const { types, columns } = await this.sql.unsafe(text, values as postgres.ParameterOrJSON<never>[]).describe();
    const tree = this.trees.at(-1);
    if (!tree) throw new Error('PostgreSQL sent no parse tree: is debug_print_parse on?');
    return { parameterTypes: types, columns, tree: parseNodeTree(tree) };
  }

  json(): unknown {
    return this.sql.json({});
  }
}
