/**
 * Paths to a value in a bidder's reply, such as `bid.price`, `bids[0].amount` or `$.bid.price`.
 *
 * A path can only name members and list positions. JSONPath libraries also evaluate expressions, which is unsafe here,
 * because neither the path nor the reply can be trusted.
 */

/** The most members in a path. No known bidder nests its reply deeper. */
const DEPTH_MAX = 8;
const PATH_LENGTH_MAX = 200;

/** Members that every JavaScript object has and that are not data. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

const SEGMENT = /(?:^|\.)([^.[\]]+)|\[(\d{1,6})\]/y;

/**
 * Returns why a path is invalid, as the end of a sentence that begins with the field's name; undefined if the path is
 * valid.
 */
export function pathProblem(path: string): string | undefined {
  const segments = segmentsOf(path);
  if (!segments) return 'must be a path such as bid.amount or bids[0].amount';
  if (segments.length > DEPTH_MAX) return `must not go deeper than ${DEPTH_MAX} members`;
  if (segments.some((segment) => FORBIDDEN.has(segment)))
    return 'must name members of the reply, not of JavaScript objects';
  return undefined;
}

/** The name under which the text of an XML element with attributes is found. */
export const XML_TEXT = '#text';

/**
 * Returns the value at a path; undefined if the reply has no such value. Inherited members of objects are ignored. An XML
 * element with attributes has the value of its text.
 */
export function valueAt(document: unknown, path: string): unknown {
  if (pathProblem(path) !== undefined) return undefined;
  let value = document;
  for (const segment of segmentsOf(path) ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string, unknown>)[segment];
  }
  const isElement = typeof value === 'object' && value !== null && Object.hasOwn(value, XML_TEXT);
  return isElement ? (value as Record<string, unknown>)[XML_TEXT] : value;
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
