/**
 * Lists with pages. A client asks for a page by `offset` (or `page`), or follows the header `Link: <…>; rel="next"` of
 * the response, whose address has a cursor in `after`. With the cursor, rows that are inserted between two requests
 * neither shift nor repeat rows, and a page costs the same wherever it is in the list.
 *
 * A cursor contains the position of the last row, the number of rows before the page, and the total. The total is counted
 * once for all pages that follow each other. The cursor is encrypted for its tenant and path, so a cursor of another
 * list is refused, and its values are ours.
 */
import type { Context as HonoContext } from 'hono';
import { invalidField } from '../../../shared/errors.ts';
import { openSecret, sealSecret } from '../../../shared/secrets.ts';
import type { Page } from '../../../sql/page.ts';
import type { ApiEnv } from '../routes.ts';

type PageQuery = { limit: number; offset: number; after?: string | undefined };

export type ListedPage<Row, Total = number> = {
  rows: Row[];
  /** The result of `count`. After a cursor, the result when the first page was read. */
  total: Total;
  limit: number;
  /** The number of rows before the page. */
  offset: number;
  hasNext: boolean;
};

type Reads<Row, Position, Total> = {
  list: (page: Page<Position>) => Promise<Row[]>;
  count: () => Promise<Total>;
};

type Cursor<Position, Total> = { after: Position; offset: number; total: Total };

/**
 * Reads one page of a list. Sets the header `Link` if another page follows, and `X-Total-Count` if the total is a number.
 *
 * @param positionOf returns the position of a row in the order of the list. Default: the id
 * @throws DomainError `validation_failed` if `after` is no cursor of this list
 */
export function readPage<Row extends { id: number }, Total>(
  c: HonoContext<ApiEnv>,
  query: PageQuery,
  reads: Reads<Row, number, Total>,
): Promise<ListedPage<Row, Total>>;
export function readPage<Row, Position, Total>(
  c: HonoContext<ApiEnv>,
  query: PageQuery,
  reads: Reads<Row, Position, Total>,
  positionOf: (row: Row) => Position,
): Promise<ListedPage<Row, Total>>;
export async function readPage<Row, Position, Total>(
  c: HonoContext<ApiEnv>,
  { limit, offset: firstOffset, after }: PageQuery,
  { list, count }: Reads<Row, Position, Total>,
  positionOf = (row: Row) => (row as { id: Position }).id,
): Promise<ListedPage<Row, Total>> {
  const cursor = after === undefined ? undefined : openCursor<Position, Total>(c, after);
  // One row more than the page shows whether another page follows.
  const page = { limit: limit + 1, offset: cursor ? 0 : firstOffset, after: cursor?.after };
  const [read, total] = await Promise.all([list(page), cursor ? cursor.total : count()]);
  const rows = read.slice(0, limit);
  const offset = cursor?.offset ?? firstOffset;
  const last = rows.at(-1);
  const hasNext = read.length > limit && last !== undefined;
  if (hasNext) linkNext(c, sealCursor(c, { after: positionOf(last), offset: offset + rows.length, total }));
  if (typeof total === 'number') c.header('X-Total-Count', String(total));
  return { rows, total, limit, offset, hasNext };
}

const placeOf = (c: HonoContext<ApiEnv>) => ({
  // A list of the operator has no tenant.
  tenantId: c.get('actor')?.tenantId ?? 0,
  table: 'cursor',
  column: 'after',
  row: c.req.path,
});

const sealCursor = (c: HonoContext<ApiEnv>, cursor: Cursor<unknown, unknown>): string =>
  sealSecret(c.get('ctx').config.secretsKey, placeOf(c), JSON.stringify(cursor));

function openCursor<Position, Total>(c: HonoContext<ApiEnv>, after: string): Cursor<Position, Total> {
  if (c.req.query('offset') !== undefined || c.req.query('page') !== undefined)
    throw invalidField('after', 'Send after, or offset or page, not both.');
  let text: string;
  try {
    text = openSecret(c.get('ctx').config.secretsKey, placeOf(c), after);
  } catch {
    throw invalidField('after', 'after is no cursor of this list. Follow the Link header of the page before.');
  }
  return JSON.parse(text) as Cursor<Position, Total>;
}

function linkNext(c: HonoContext, cursor: string): void {
  const query = new URL(c.req.url).searchParams;
  for (const name of ['offset', 'page']) query.delete(name);
  query.set('after', cursor);
  c.header('Link', `<${c.req.path}?${query.toString()}>; rel="next"`);
}
