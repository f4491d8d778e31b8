/** The state of one leg of a call, of its recordings, and of the queue of legs that wait to be dialled. */
import type { Browser } from '../browsers/state.ts';
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

/** A request to the product about a call, with the fields that Calls/{sid}/Events lists. */
type RequestRecord = {
  atMs: number;
  method: HttpMethod;
  url: string;
  /** The parameters of the request, form-encoded. */
  form: string;
  /** Milliseconds of real time. */
  durationMs: number;
  status: number | null;
  contentType: string | null;
  body: string | null;
};

/** What the person or machine at the far end is doing, and the timer after which the far end hangs up. */
export type FarEnd = {
  activity: 'listening' | 'waiting' | 'talking' | null;
  sinceMs: number;
  /** Milliseconds for which the far end still talks before it hangs up; null if there is no limit. */
  talkLeftMs: number | null;
  hangUpTimer: AbortController | null;
  /** Number of <Gather> verbs that the far end has heard. */
  gatherCount: number;
};

/** A leg. Times are Unix milliseconds on the product's clock. The time of an event is null until the event happens. */
export type Call = {
  sid: string;
  parentSid: string | null;
  direction: CallDirection;
  from: string;
  to: string;
  /** The number of the leg among all legs of the same far-end number, counted from 1. */
  attempt: number;
  persona: Persona;
  /** The browser that rings or talks; null for every other far end. */
  browser: Browser | null;
  farEnd: FarEnd;
  /** The URL of the first TwiML document; null for inline TwiML. */
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
  /** Billed minutes of the leg as a participant of conferences. */
  conferenceMinutes: number;
  callback: StatusCallback | null;
  callbacksSent: number;
  callbackLane: Lane;
  recordings: Recording[];
  requests: RequestRecord[];
  /** The keys that were played to the far end in a conference. */
  keysHeard: string;
  /** Resolves when the first webhook of the call was delivered, dropped or given up. */
  firstWebhookSent: PromiseWithResolvers<void>;
  /** Whether a REST request has deleted the call. The ledger still lists a deleted call. */
  isDeleted: boolean;
  /** Aborts with `CallEnded` when the leg ends or the carrier is reset. */
  lifetime: AbortController;
  /**
   * Stops the TwiML instructions that run now. It is aborted when the leg ends, and when `redirectSource` replaces the
   * instructions.
   */
  instructionsLifetime: AbortController | null;
  /** The new TwiML source after a redirect by REST. It becomes null when the leg has loaded it. */
  redirectSource: TwimlSource | null;
};

export type RecordingSource = 'OutboundAPI' | 'DialVerb' | 'Conference' | 'RecordVerb' | 'StartCallRecordingAPI';

export type Recording = {
  sid: string;
  /** The recorded leg. For <Dial>, the parent leg; for a conference, the leg of the first participant. */
  call: Call;
  conferenceSid: string | null;
  source: RecordingSource;
  channels: 1 | 2;
  status: 'in-progress' | 'paused' | 'processing' | 'completed' | 'absent';
  startedAtMs: number;
  endedAtMs: number | null;
  updatedAtMs: number;
  price: string | null;
  callback: StatusCallback | null;
  isDeleted: boolean;
};

type QueuedCall = { call: Call; dial: () => void };

export type DialQueue = { callsPerSecond: number; waiting: QueuedCall[]; nextTurnMs: number; isRunning: boolean };

/** Returns the phone number at the far end of a leg: the called number, or the caller's number of an inbound call. */
export function farEndNumber(call: Pick<Call, 'direction' | 'from' | 'to'>): string {
  return call.direction === 'inbound' ? call.from : call.to;
}

/** Whether the leg has ended. After a reset of the carrier, all legs have ended. */
export function hasEnded(call: Call): boolean {
  return call.lifetime.signal.aborted;
}

/** Returns the seconds from the answer of the leg to its end, or 0 if the leg was not answered. */
export function durationSeconds(call: Call): number {
  if (call.answeredAtMs === null || call.endedAtMs === null) return 0;
  return Math.round((call.endedAtMs - call.answeredAtMs) / 1000);
}
