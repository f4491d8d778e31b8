/**
 * Paths to a value in a bidder's reply, such as `bid.price`, `bids[0].amount` or `$.bid.price`.
 *
 * Only plain member access. JSONPath libraries also evaluate expressions, and neither the path nor the reply can be trusted.
 */

/** No known bidder nests its reply deeper. */
const DEPTH_MAX = 8;
const PATH_LENGTH_MAX = 200;

/** Members of JavaScript objects that are not data. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

const SEGMENT = /(?:^|\.)([^.[\]]+)|\[(\d{1,6})\]/y;

/** Why a path is invalid, as the end of a sentence that begins with the field's name; undefined when it is valid. */
export function pathProblem(path: string): string | undefined {
  const segments = segmentsOf(path);
  if (!segments) return 'must be a path such as bid.amount or bids[0].amount';
  if (segments.length > DEPTH_MAX) return `must not go deeper than ${DEPTH_MAX} members`;
  if (segments.some((segment) => FORBIDDEN.has(segment)))
    return 'must name members of the reply, not of JavaScript objects';
  return undefined;
}

/** The value at a path, undefined when there is none. Only own members are followed. */
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
