/** What the dialer tells a pacer and what the pacer answers. All times are seconds; `atSeconds` is any one monotonic clock. */
export type PacingPolicy = {
  /** Share of humans answered that may find no agent, as a fraction: the mean aimed at over a calling day. */
  targetAbandonRate: number;
  /** The share no calling day may exceed, whatever the model believes. */
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
  /** Since the carrier reported ringing; 0 before. */
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
  /** Calls that the list still holds for this window; absent when its end is not in sight. */
  leadsLeft?: number;
};

export type PacingDecision = {
  /** How many calls to start now. */
  start: number;
  /** Indices into `snapshot.ringing` of the calls to hang up. */
  cancel: number[];
};

export type Pacer = {
  observe(event: PacingEvent): void;
  decide(snapshot: PacingSnapshot): PacingDecision;
  /** Small JSON; a pacer made from it decides exactly as this one would. */
  save(): unknown;
};
