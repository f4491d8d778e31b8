/**
 * Where a bidder's reply holds a value, as `bid.price`, `bids[0].amount` or `$.bid.price`. A getter and nothing more:
 * JSONPath libraries evaluate expressions, and a path is text a stranger wrote about a text another stranger sends.
 */

/** Deeper than any bidder's reply. */
const DEPTH_MAX = 8;
const PATH_LENGTH_MAX = 200;

/** Names that reach into an object's machinery rather than its data. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

const SEGMENT = /(?:^|\.)([^.[\]]+)|\[(\d{1,6})\]/y;

/** What is wrong with a path, for whoever wrote it; undefined when it can be followed. */
export function pathProblem(path: string): string | undefined {
  const segments = segmentsOf(path);
  if (!segments) return 'must be a path such as bid.amount or bids[0].amount';
  if (segments.length > DEPTH_MAX) return `must not go deeper than ${DEPTH_MAX} members`;
  if (segments.some((segment) => FORBIDDEN.has(segment))) return 'must name members of the reply';
  return undefined;
}

/** The value at a path, through own members only; undefined where there is none. */
export function valueAt(document: unknown, path: string): unknown {
  if (pathProblem(path) !== undefined) return undefined;
  let value = document;
  for (const segment of segmentsOf(path) ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
}

function segmentsOf(path: string): string[] | undefined {
  const text = path.replace(/^\$\.?/, '');
  if (text === '' || path.length > PATH_LENGTH_MAX) return undefined;
  const segments: string[] = [];
  let end = 0;
  while (end < text.length) {
    SEGMENT.lastIndex = end;
    const match = SEGMENT.exec(text);
    if (!match) return undefined;
    segments.push(match[1] ?? match[2] ?? '');
    end = SEGMENT.lastIndex;
  }
  return segments;
}
