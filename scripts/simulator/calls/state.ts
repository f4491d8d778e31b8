/** One leg of a call, its recordings and the queue of legs that wait to be dialled. */
import type { Persona } from '../personas/personas.ts';
import type { TwimlSource } from '../twiml/source.ts';
import type { HttpMethod, StatusCallback } from '../webhooks/callback.ts';
import type { Lane } from '../webhooks/lane.ts';

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

/** A request to the product on behalf of a call, as Calls/{sid}/Events lists it. */
type RequestRecord = {
  atMs: number;
  method: HttpMethod;
  url: string;
  /** The parameters, form-encoded. */
  form: string;
  /** Real time. */
  durationMs: number;
  status: number | null;
  contentType: string | null;
  body: string | null;
};

/** What the person or machine at the far end is doing, and the timer after which they hang up. */
export type FarEnd = {
  activity: 'listening' | 'waiting' | 'talking' | null;
  sinceMs: number;
  /** How long the far end still talks before it hangs up; null: no limit. */
  talkLeftMs: number | null;
  hangUpTimer: AbortController | null;
  /** How many <Gather> verbs the far end has heard. */
  gatherCount: number;
};

/** Times are Unix ms on the product's clock. A time is null until it happens. */
export type Call = {
  sid: string;
  parentSid: string | null;
  direction: CallDirection;
  from: string;
  to: string;
  /** Counts the legs of the far-end number, from 1. */
  attempt: number;
  persona: Persona;
  farEnd: FarEnd;
  /** The address of the first instructions; null for inline TwiML. */
  url: string | null;
  fallback: { url: string; method: HttpMethod } | null;
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
  callbackLane: Lane;
  recordings: Recording[];
  requests: RequestRecord[];
  /** Resolves when the first webhook of the call was delivered, dropped or given up. */
  firstWebhookSent: PromiseWithResolvers<void>;
  /** Deleted over REST; the ledger still lists the call. */
  isDeleted: boolean;
  /** Aborts with `CallEnded` when the leg ends or the carrier is reset. */
  lifetime: AbortController;
  /** Aborts when the running instructions must stop: the leg ended, or `redirectSource` replaces the instructions. */
  instructionsLifetime: AbortController | null;
  /** The instructions of a REST redirect that the leg has not loaded yet. */
  redirectSource: TwimlSource | null;
};

export type RecordingSource = 'OutboundAPI' | 'DialVerb' | 'Conference' | 'RecordVerb' | 'StartCallRecordingAPI';

export type Recording = {
  sid: string;
  /** For <Dial>, the parent leg; for a conference, the leg of the first participant. */
  call: Call;
  conferenceSid: string | null;
  source: RecordingSource;
  channels: 1 | 2;
  status: 'in-progress' | 'processing' | 'completed' | 'absent';
  startedAtMs: number;
  endedAtMs: number | null;
  updatedAtMs: number;
  price: string | null;
  callback: StatusCallback | null;
  isDeleted: boolean;
};

type QueuedCall = { call: Call; dial: () => void };

export type DialQueue = { callsPerSecond: number; waiting: QueuedCall[]; nextTurnMs: number; isRunning: boolean };

/** The number at the far end of a leg: the called number, or the caller's number of an inbound call. */
export function farEndNumber(call: Pick<Call, 'direction' | 'from' | 'to'>): string {
  return call.direction === 'inbound' ? call.from : call.to;
}

/** True also after a reset of the carrier. */
export function hasEnded(call: Call): boolean {
  return call.lifetime.signal.aborted;
}

/** From answer to end; 0 for a leg that was not answered. */
export function durationSeconds(call: Call): number {
  if (call.answeredAtMs === null || call.endedAtMs === null) return 0;
  return Math.round((call.endedAtMs - call.answeredAtMs) / 1000);
}
