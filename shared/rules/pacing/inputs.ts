/**
 * What the dialer gives a pacer: the policy, events, and snapshots of the floor. All times are seconds. `atSeconds` may
 * come from any one monotonic clock.
 */
export type PacingPolicy = {
  /** The mean share of answered humans to abandon over a calling day, as a fraction. */
  targetAbandonRate: number;
  /** The share that no calling day may exceed, independent of any forecast. */
  hardAbandonRate: number;
  /** How long an answered human may wait for an agent before the call counts as abandoned. */
  graceSeconds: number;
  /** A call is never cancelled before the carrier has reported this much ringing. */
  ringSecondsMin: number;
};

export type CallOutcome = 'human' | 'machine' | 'no_answer' | 'busy' | 'failed' | 'cancelled';

export type PacingEvent =
  /** A call stopped ringing; `ringSeconds` is 0 when it never rang. */
  | { kind: 'resolved'; atSeconds: number; outcome: CallOutcome; ringSeconds: number }
  /** A human who answered got an agent, or did not. */
  | { kind: 'served' | 'abandoned'; atSeconds: number }
  /** An agent finished a conversation and its wrap-up. */
  | { kind: 'handled'; atSeconds: number; talkSeconds: number; wrapSeconds: number };

export type RingingCall = {
  /** Since the call was started. */
  ageSeconds: number;
  /** Since the carrier reported ringing; 0 before that report. */
  ringSeconds: number;
};

export type PacingSnapshot = {
  atSeconds: number;
  /** Until the calling window closes; may be Infinity. */
  secondsLeft: number;
  /** Agents free for a call. */
  idle: number;
  /** Seconds each agent in conversation has talked so far. */
  talking: number[];
  /** Seconds each agent in wrap-up has spent there so far. */
  wrapping: number[];
  /** Humans who answered and have no agent yet. */
  waiting: number;
  ringing: RingingCall[];
  /** Leads that can still be called in this window; absent while the end of the list is far away. */
  leadsLeft?: number;
};

const SECONDS_MAX = 86_400;
const RATE_MAX = 0.5;

const clamp = (value: number, min: number, max: number, ifNaN: number) =>
  Number.isNaN(value) ? ifNaN : Math.max(min, Math.min(max, value));
const clampDuration = (value: number) => clamp(value, 0, SECONDS_MAX, 0);
const clampCount = (value: number) => Math.floor(clamp(value, 0, 1e6, 0));

/** The policy with every number in a range that the arithmetic can handle; NaN becomes the most careful value. */
export function clampPolicy(policy: PacingPolicy): PacingPolicy {
  return {
    targetAbandonRate: clamp(policy.targetAbandonRate, 0, RATE_MAX, 0),
    hardAbandonRate: clamp(policy.hardAbandonRate, 0, RATE_MAX, 0),
    graceSeconds: clamp(policy.graceSeconds, 0, 60, 0),
    ringSecondsMin: clamp(policy.ringSecondsMin, 0, 120, 120),
  };
}

/** The snapshot with every number in a range that the arithmetic can handle. */
export function clampSnapshot(snapshot: PacingSnapshot): PacingSnapshot {
  return {
    atSeconds: Number.isFinite(snapshot.atSeconds) ? snapshot.atSeconds : 0,
    secondsLeft: Number.isNaN(snapshot.secondsLeft) ? 0 : snapshot.secondsLeft,
    idle: clampCount(snapshot.idle),
    talking: snapshot.talking.map(clampDuration),
    wrapping: snapshot.wrapping.map(clampDuration),
    waiting: clampCount(snapshot.waiting),
    leadsLeft: clamp(snapshot.leadsLeft ?? Infinity, 0, Infinity, 0),
    ringing: snapshot.ringing.map((call) => ({
      ageSeconds: clampDuration(call.ageSeconds),
      ringSeconds: clampDuration(call.ringSeconds),
    })),
  };
}

/** The event with every number in a range that the arithmetic can handle. */
export function clampEvent(event: PacingEvent): PacingEvent {
  const atSeconds = Number.isFinite(event.atSeconds) ? event.atSeconds : 0;
  if (event.kind === 'resolved') return { ...event, atSeconds, ringSeconds: clampDuration(event.ringSeconds) };
  if (event.kind === 'handled')
    return {
      ...event,
      atSeconds,
      talkSeconds: clampDuration(event.talkSeconds),
      wrapSeconds: clampDuration(event.wrapSeconds),
    };
  return { ...event, atSeconds };
}
