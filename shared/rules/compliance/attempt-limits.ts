/**
 * How long a phone number may not be called after earlier calls to the number. The limits count the calls of all
 * campaigns and leads of a tenant, because the limits protect the called person.
 */
import { attemptsPer24hMax, gapMinutesMin } from './law.ts';
import type { Region } from './number-time-zones.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Ofcom, persistent misuse policy (2010): after an abandoned call, a number is not called again for 72 hours, unless an
 * agent is guaranteed. Predictive dialing cannot guarantee an agent, so the dialer waits 72 hours in all countries.
 */
export const ABANDONED_COOLDOWN_MS = 72 * 60 * MINUTE_MS;

/**
 * Ofcom, persistent misuse policy (2010): no call within 24 hours after an answering machine was detected. The rule
 * applies only to British numbers.
 */
const UK_MACHINE_COOLDOWN_MS = DAY_MS;

/** One tenant's calls to a phone number, as far back as the longest cooldown needs. */
export type NumberHistory = {
  /** Start times of the calls in the last 24 hours, latest first. */
  startsLastDay: Date[];
  /** End of the last call. */
  lastEndedAt: Date | null;
  /** End of the last abandoned call. */
  lastAbandonedAt: Date | null;
  /** End of the last call that an answering machine answered. */
  lastMachineAt: Date | null;
  /**
   * When the number may be called again by the retry policies of the campaigns that called it for other leads; null if no
   * such campaign has called it.
   */
  restsUntil: Date | null;
};

export type Cooldown = {
  untilMs: number;
  reason: 'attempts_per_day' | 'abandoned' | 'machine' | 'too_soon' | typeof RESTING;
};

/** The `status_reason` of a lead whose number another lead's campaign has called a short time ago. */
export const RESTING = 'number_rests';

/**
 * Returns the cooldown (waiting time after earlier calls) that ends last, even if the end is in the past. Returns
 * undefined if no earlier call starts a cooldown.
 */
export function cooldownOf(history: NumberHistory, region: Region | undefined): Cooldown | undefined {
  const { startsLastDay, lastEndedAt, lastAbandonedAt, lastMachineAt, restsUntil } = history;
  const attemptsMax = attemptsPer24hMax(region);
  const oldestCounted = attemptsMax === null ? null : (startsLastDay[attemptsMax - 1] ?? null);
  const machineAt = region?.country === 'GB' ? lastMachineAt : null;
  return [
    cooldownFrom('attempts_per_day', oldestCounted, DAY_MS),
    cooldownFrom('abandoned', lastAbandonedAt, ABANDONED_COOLDOWN_MS),
    cooldownFrom('machine', machineAt, UK_MACHINE_COOLDOWN_MS),
    cooldownFrom('too_soon', lastEndedAt, gapMinutesMin(region) * MINUTE_MS),
    cooldownFrom(RESTING, restsUntil, 0),
  ]
    .flat()
    .reduce<Cooldown | undefined>(
      (longest, each) => (longest && longest.untilMs >= each.untilMs ? longest : each),
      undefined,
    );
}

const cooldownFrom = (reason: Cooldown['reason'], since: Date | null, durationMs: number): Cooldown[] =>
  since ? [{ reason, untilMs: since.getTime() + durationMs }] : [];
