/**
 * What the dialer gives a pacer: the policy, events, and snapshots of agents and calls. All times are in seconds.
 * `atSeconds` may come from any monotonic clock, if all events and snapshots use the same clock.
 */
export type PacingPolicy = {
  /** The share of answered calls that may be abandoned on average over a calling day, as a fraction. */
  targetAbandonRate: number;
  /**
   * The share of abandoned calls that no calling day may exceed, as a fraction. The forecast does not change this
   * limit.
   */
  hardAbandonRate: number;
  /** How long a person who answered may wait for an agent before the call counts as abandoned. */
  graceSeconds: number;
  /** A ringing call is cancelled only after the carrier has reported at least this many seconds of ringing. */
  ringSecondsMin: number;
};

export type CallOutcome = 'human' | 'machine' | 'no_answer' | 'busy' | 'failed' | 'cancelled';

export type PacingEvent =
  /** A call stopped ringing; `ringSeconds` is 0 if the call never rang. */
  | { kind: 'resolved'; atSeconds: number; outcome: CallOutcome; ringSeconds: number }
  /** A human answered and got an agent (`served`), or got no agent (`abandoned`). */
  | { kind: 'served' | 'abandoned'; atSeconds: number }
  /** An agent finished a conversation and its wrap-up. */
  | { kind: 'handled'; atSeconds: number; talkSeconds: number; wrapSeconds: number };

export type RingingCall = {
  /** Seconds since the call was started. */
  ageSeconds: number;
  /** Seconds since the carrier reported ringing; 0 before that report. */
  ringSeconds: number;
};

export type PacingSnapshot = {
  atSeconds: number;
  /** Seconds until the calling window closes; may be Infinity. */
  secondsLeft: number;
  /** Number of agents who are free for a call. */
  idle: number;
  /** For each agent in conversation: how long the agent has talked so far. */
  talking: number[];
  /** For each agent in wrap-up: how long the wrap-up has lasted so far. */
  wrapping: number[];
  /** Number of people who answered and have no agent yet. */
  waiting: number;
  ringing: RingingCall[];
  /**
   * Number of leads that can still be called in this calling window; absent while the end of the lead list is far away.
   */
  leadsLeft?: number;
};

const SECONDS_MAX = 86_400;
const RATE_MAX = 0.5;

const clamp = (value: number, min: number, max: number, ifNaN: number) =>
  Number.isNaN(value) ? ifNaN : Math.max(min, Math.min(max, value));
const clampDuration = (value: number) => clamp(value, 0, SECONDS_MAX, 0);
const clampCount = (value: number) => Math.floor(clamp(value, 0, 1e6, 0));

/** Returns the policy with every number limited to a valid range. NaN becomes the most careful value. */
export function clampPolicy(policy: PacingPolicy): PacingPolicy {
  return {
    targetAbandonRate: clamp(policy.targetAbandonRate, 0, RATE_MAX, 0),
    hardAbandonRate: clamp(policy.hardAbandonRate, 0, RATE_MAX, 0),
    graceSeconds: clamp(policy.graceSeconds, 0, 60, 0),
    ringSecondsMin: clamp(policy.ringSecondsMin, 0, 120, 120),
  };
}

/** Returns the snapshot with every number limited to a valid range. */
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

/** Returns the event with every number limited to a valid range. */
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
