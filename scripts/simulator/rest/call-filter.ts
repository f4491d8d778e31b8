import type { Call } from '../calls/state.ts';
import { RestError } from './errors.ts';
import { restStatus } from './present-call.ts';

/**
 * Returns the filter for /Calls that the query parameters describe.
 *
 * @throws RestError if a time cannot be parsed.
 */
export function callFilter(query: URLSearchParams): (call: Call) => boolean {
  const checks: ((call: Call) => boolean)[] = [];
  const equal = (name: string, read: (call: Call) => string | null) => {
    const value = query.get(name);
    if (value) checks.push((call) => read(call) === value);
  };
  equal('To', ({ to }) => to);
  equal('From', ({ from }) => from);
  equal('ParentCallSid', ({ parentSid }) => parentSid);
  equal('Status', restStatus);
  const compare = (name: string, read: (call: Call) => number | null) => {
    for (const operator of ['', '<', '>'] as const) {
      const text = query.get(name + operator);
      if (!text) continue;
      const givenMs = Date.parse(text);
      if (Number.isNaN(givenMs)) throw new RestError(400, 20001, `Invalid parameter ${name}: ${text}`);
      checks.push((call) => isInTime(read(call), operator, givenMs));
    }
  };
  compare('StartTime', ({ startedAtMs }) => startedAtMs);
  compare('EndTime', ({ endedAtMs }) => endedAtMs);
  return (call) => checks.every((check) => check(call));
}

/**
 * Whether a time passes a time filter. `StartTime<` and `StartTime>` include the given time. Plain `StartTime` matches
 * the whole day of the given time.
 */
function isInTime(timeMs: number | null, operator: '' | '<' | '>', givenMs: number): boolean {
  if (timeMs === null) return false;
  if (operator === '<') return timeMs <= givenMs;
  if (operator === '>') return timeMs >= givenMs;
  return new Date(timeMs).toISOString().slice(0, 10) === new Date(givenMs).toISOString().slice(0, 10);
}
