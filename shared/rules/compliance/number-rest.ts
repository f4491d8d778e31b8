/**
 * How long a number is left alone after the calls it got, whichever campaign or lead they were for: what the law grants to a
 * person does not depend on how often a list names them.
 */
import type { NumberHistory } from '../../../sql/dialing/dialing.ts';
import { attemptsPer24hMax, legalGapMinutes } from './law.ts';
import type { Region } from './zones.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Ofcom, persistent misuse policy (2010): a number is not redialled for 72 hours after an abandoned call unless an
 * agent is guaranteed. The guarantee does not fit predictive dialling, so the wait holds everywhere.
 */
export const ABANDONED_REST_MS = 72 * 60 * MINUTE_MS;

/** Ofcom, same policy: nor for 24 hours after an answering machine was detected. British numbers only. */
const UK_MACHINE_REST_MS = DAY_MS;

export type Rest = { untilMs: number; reason: 'attempts_per_day' | 'abandoned' | 'machine' | 'too_soon' };

/** The rest that lasts longest; undefined for a number that never was called. It may be over. */
export function restOf(history: NumberHistory, region: Region | undefined): Rest | undefined {
  const { startsLastDay, lastEndedAt, lastAbandonedAt, lastMachineAt } = history;
  const attemptsMax = attemptsPer24hMax(region);
  const counted = attemptsMax === null ? null : (startsLastDay[attemptsMax - 1] ?? null);
  const machineAt = region?.country === 'GB' ? lastMachineAt : null;
  return [
    rest('attempts_per_day', counted, DAY_MS),
    rest('abandoned', lastAbandonedAt, ABANDONED_REST_MS),
    rest('machine', machineAt, UK_MACHINE_REST_MS),
    rest('too_soon', lastEndedAt, legalGapMinutes(region) * MINUTE_MS),
  ]
    .flat()
    .reduce<Rest | undefined>(
      (longest, each) => (longest && longest.untilMs >= each.untilMs ? longest : each),
      undefined,
    );
}

const rest = (reason: Rest['reason'], since: Date | null, ms: number): Rest[] =>
  since ? [{ reason, untilMs: since.getTime() + ms }] : [];
