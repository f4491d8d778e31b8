import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type postgres from 'postgres';

/**
 * The driver never learns of an error that the server reports after the last byte was sent, such as a statement timeout;
 * only this keeps such a COPY from waiting for ever. Longer than `statement_timeout`, so that the server speaks first.
 */
const COPY_MS_MAX = 35_000;

/** What COPY's text format gives a meaning of its own. */
const SPECIAL = /[\\\n\r\t]/g;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One row in COPY's text format. Text must not contain NUL, which Postgres has no text for. */
export function toCopyLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(copyCell).join('\t')}\n`;
}

function copyCell(cell: string | number | null): string {
  if (cell === null) return '\\N';
  return typeof cell === 'number' ? String(cell) : cell.replaceAll(SPECIAL, (special) => ESCAPES[special]!);
}

/** Sends lines to a `copy … from stdin` statement. */
export async function copyLines(statement: postgres.PendingQuery<postgres.Row[]>, lines: string[]): Promise<void> {
  const text = Buffer.from(lines.join(''));
  await pipeline(Readable.from([text]), await statement.writable(), { signal: AbortSignal.timeout(COPY_MS_MAX) });
}
