/** One leg as the carrier's books hold it, and what can be read off it. */
import type { Persona } from './personas.ts';
import type { Recording } from './recording.ts';
import type { StatusCallback } from './status-callback.ts';
import type { Source } from './twiml/document.ts';
import type { Method } from './webhook-transport.ts';
import type { Lane } from './webhooks.ts';

export type CallDirection = 'inbound' | 'outbound-api' | 'outbound-dial';
export type EndStatus = 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled';
export type CallStatus = 'queued' | 'initiated' | 'ringing' | 'in-progress' | EndStatus;
export type AnsweredBy =
  | 'human'
  | 'machine_start'
  | 'machine_end_beep'
  | 'machine_end_silence'
  | 'machine_end_other'
  | 'fax'
  | 'unknown';

type RequestRecord = {
  atMs: number;
  method: Method;
  url: string;
  /** The parameters, form-encoded. */
  form: string;
  durationMs: number;
  status: number | null;
  contentType: string | null;
  body: string | null;
};

/** What the far end is doing, and the timer that makes it hang up. */
export type Party = {
  activity: 'listening' | 'waiting' | 'talking' | null;
  sinceMs: number;
  /** Conversation left before it hangs up; null: no limit. */
  talkLeftMs: number | null;
  timer: AbortController | null;
  /** How many <Gather>s it has heard. */
  gathers: number;
};

/** Times are product time in Unix ms, null until they have come. */
export type Call = {
  sid: string;
  parentSid: string | null;
  direction: CallDirection;
  from: string;
  to: string;
  /** Which attempt at the other side's number this is, from 1. */
  ordinal: number;
  persona: Persona;
  party: Party;
  /** The address its instructions came from; null when they came inline. */
  url: string | null;
  fallback: { url: string; method: Method } | null;
  status: CallStatus;
  acceptedAtMs: number;
  updatedAtMs: number;
  startedAtMs: number | null;
  ringingAtMs: number | null;
  answeredAtMs: number | null;
  endedAtMs: number | null;
  queueTimeMs: number;
  answeredBy: AnsweredBy | null;
  detectionMs: number | null;
  price: string | null;
  callback: StatusCallback | null;
  callbacksSent: number;
  lane: Lane;
  recordings: Recording[];
  requests: RequestRecord[];
  firstWebhook: PromiseWithResolvers<void>;
  /** Removed by REST; the ledger keeps it. */
  deleted: boolean;
  /** Aborts, with {@link CallOver}, when the leg ends. */
  over: AbortController;
  /** Aborts when the running instructions must stop: the leg ended, or {@link detour} replaces them. */
  scope: AbortController | null;
  detour: Source | null;
};

/** The far end of a leg: who is called, or who calls in. */
export function farEnd(call: Pick<Call, 'direction' | 'from' | 'to'>): string {
  return call.direction === 'inbound' ? call.from : call.to;
}

/** Ended, or discarded by a reset: nothing happens on it any more. */
export function isOver(call: Call): boolean {
  return call.over.signal.aborted;
}

/** Seconds from answer to end, as billed; 0 for a leg nobody answered. */
export function durationSeconds(call: Call): number {
  if (call.answeredAtMs === null || call.endedAtMs === null) return 0;
  return Math.round((call.endedAtMs - call.answeredAtMs) / 1000);
}
