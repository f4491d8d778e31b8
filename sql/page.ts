/**
 * Pages of lists. A page begins after a number of rows (`offset`), or after the last row of the page before (`after`).
 * With `after`, rows that are inserted between two requests do not shift the pages, and Postgres finds the first row of a
 * page in an index, so the page costs the same wherever it is in the list.
 */
import type { Sql } from './db.ts';

/** `Position` is the place of a row in the order of the list: usually its id. */
export type Page<Position = number> = { limit: number; offset: number; after?: Position | undefined };

/** Ends a statement: the rows of the page by descending id. The statement already has a `where` clause. */
export const newestFirst = (sql: Sql, table: string, { limit, offset, after }: Page) => sql`
  ${after === undefined ? sql`` : sql`and ${sql(`${table}.id`)} < ${after}`}
  order by ${sql(`${table}.id`)} desc limit ${limit} offset ${offset}`;

/** Ends a statement: the rows of the page by ascending id. The statement already has a `where` clause. */
export const oldestFirst = (sql: Sql, table: string, { limit, offset, after }: Page) => sql`
  ${after === undefined ? sql`` : sql`and ${sql(`${table}.id`)} > ${after}`}
  order by ${sql(`${table}.id`)} limit ${limit} offset ${offset}`;
