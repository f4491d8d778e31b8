import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type postgres from 'postgres';

/**
 * Time limit for a COPY statement in milliseconds. The database driver does not notice an error that the server reports
 * after the last byte, such as a statement timeout. Without the limit, the COPY statement would then wait for ever.
 *
 * The limit is longer than `statement_timeout`, so that the server reports the error first.
 */
const COPY_MS_MAX = 35_000;

/** The characters that must be escaped in COPY's text format. */
const SPECIAL_CHARACTERS = /[\\\n\r\t]/g;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Returns one row in COPY's text format. The text must not contain NUL, because Postgres cannot store NUL. */
export function toCopyLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(copyCell).join('\t')}\n`;
}

function copyCell(cell: string | number | null): string {
  if (cell === null) return '\\N';
  return typeof cell === 'number' ? String(cell) : cell.replaceAll(SPECIAL_CHARACTERS, (special) => ESCAPES[special]!);
}

/** Sends lines to a `copy … from stdin` statement. */
export async function copyLines(statement: postgres.PendingQuery<postgres.Row[]>, lines: string[]): Promise<void> {
  const text = Buffer.from(lines.join(''));
  await pipeline(Readable.from([text]), await statement.writable(), { signal: AbortSignal.timeout(COPY_MS_MAX) });
}
