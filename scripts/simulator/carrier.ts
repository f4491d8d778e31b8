/** The state of the simulated carrier, and the few things everything in it needs: its clock, its tasks, its log. */
import type { Agent } from 'undici';
import type { Clock } from '../../shared/clock.ts';
import { CallOver, isCancellation } from './abort.ts';
import type { Behaviour } from './behaviours.ts';
import type { Call } from './call-record.ts';
import type { Conference } from './conference.ts';
import type { DialQueue } from './dial-queue.ts';
import { emptyFaultPlan, type FaultPlan, type WebhookKind } from './faults.ts';
import { limits } from './limits.ts';
import type { OwnedNumber } from './numbers.ts';
import { defaultMix, type PersonaMix } from './personas.ts';
import type { Recording } from './recording.ts';

/** Points on which Twilio's documentation is silent or says several things: both positions can be tested. */
type CarrierPolicy = {
  /** Added to a ring timeout; "for some call flows" Twilio adds 5 s. */
  ringBufferSeconds: number;
  /** Whether a leg nobody answered ends with a price of zero or never has one. */
  unansweredPrice: 'null' | 'zero';
  /** What detection reports when the callee hangs up before it has decided. */
  detectionOnEarlyHangUp: 'unknown' | 'none';
  /** Whether <Dial action> is requested (its answer ignored) when it was the caller who hung up. */
  dialActionAfterCallerHangUp: boolean;
  /** How a leg ends whose instructions cannot be had. */
  documentErrorEndsAs: 'completed' | 'failed';
  recordingDelaySeconds: number;
  /** Calls/{sid}/Events stays empty this long after the end. */
  eventsDelaySeconds: number;
  /** How long anything <Play>ed lasts; the file is not fetched. */
  playSeconds: number;
};

const defaultPolicy: CarrierPolicy = {
  ringBufferSeconds: 0,
  unansweredPrice: 'null',
  detectionOnEarlyHangUp: 'unknown',
  dialActionAfterCallerHangUp: true,
  documentErrorEndsAs: 'completed',
  recordingDelaySeconds: 3,
  eventsDelaySeconds: 900,
  playSeconds: 10,
};

/** Twilio's debugger notification: something the product did wrong, or that went wrong on the way to it. */
type Notification = { atMs: number; callSid: string | null; code: number; message: string };

type WebhookCounts = { sent: number; retried: number; failed: number; dropped: number; duplicated: number };

export type Log = (message: string, details?: Record<string, unknown>) => void;

export type Carrier = {
  readonly accountSid: string;
  readonly authToken: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly policy: CarrierPolicy;
  readonly mix: PersonaMix;
  readonly log: Log;
  readonly initialNumbers: readonly OwnedNumber[];
  /** `http://127.0.0.1:3010`, known once it listens. */
  baseUrl: string;
  /** Aborts at reset and at the end, and with it every timer and request under way. */
  life: AbortController;
  calls: Map<string, Call>;
  conferences: Map<string, Conference>;
  recordings: Map<string, Recording>;
  numbers: Map<string, OwnedNumber>;
  /** Legs so far per far-end number. */
  attempts: Map<string, number>;
  behaviours: Behaviour[];
  faults: FaultPlan;
  queue: DialQueue;
  notifications: Notification[];
  webhooks: Partial<Record<WebhookKind, WebhookCounts>>;
  forgotten: number;
  tasks: Set<Promise<void>>;
  transports: Map<number, Agent>;
};

export type CarrierOptions = Pick<Carrier, 'accountSid' | 'authToken' | 'clock'> & {
  seed?: number;
  callsPerSecond?: number;
  mix?: Partial<PersonaMix>;
  policy?: Partial<CarrierPolicy>;
  numbers?: readonly OwnedNumber[];
  log?: Log;
};

export function createCarrier(options: CarrierOptions): Carrier {
  const seed = options.seed ?? 1;
  const initialNumbers = options.numbers ?? [];
  return {
    accountSid: options.accountSid,
    authToken: options.authToken,
    seed,
    clock: options.clock,
    policy: { ...defaultPolicy, ...options.policy },
    mix: { ...defaultMix, ...options.mix },
    log: options.log ?? (() => {}),
    initialNumbers,
    baseUrl: '',
    ...emptyBooks(seed, options.callsPerSecond ?? 1, initialNumbers),
    tasks: new Set(),
    transports: new Map(),
  };
}

/** Forgets every call, number, script and fault; whatever was under way stops without a word to the product. */
export function resetCarrier(carrier: Carrier): void {
  stopEverything(carrier);
  Object.assign(carrier, emptyBooks(carrier.seed, carrier.queue.callsPerSecond, carrier.initialNumbers));
}

/** Aborts everything under way and waits for it; nothing runs afterwards. */
export async function closeCarrier(carrier: Carrier): Promise<void> {
  stopEverything(carrier);
  await Promise.all([...carrier.transports.values()].map((agent) => agent.destroy()));
  await Promise.all(carrier.tasks);
}

/** Runs something on its own; an error in it is logged and harms nothing else. */
export function spawn(carrier: Carrier, name: string, run: () => Promise<void>): void {
  const task = run()
    .catch((error: unknown) => {
      if (isCancellation(error)) return;
      carrier.log(`${name} failed`, { error: error instanceof Error ? error.stack : String(error) });
    })
    .finally(() => carrier.tasks.delete(task));
  carrier.tasks.add(task);
}

export function notify(carrier: Carrier, callSid: string | null, code: number, message: string): void {
  carrier.notifications.push({ atMs: carrier.clock.nowMs(), callSid, code, message });
  if (carrier.notifications.length > limits.notificationsMax) carrier.notifications.shift();
}

/** Makes room for one more by dropping the oldest entry that may go. */
export function forget<T>(carrier: Carrier, entries: Map<string, T>, max: number, mayGo: (entry: T) => boolean): void {
  if (entries.size < max) return;
  for (const [key, entry] of entries) {
    if (!mayGo(entry)) continue;
    entries.delete(key);
    carrier.forgotten += 1;
    return;
  }
}

function emptyBooks(seed: number, callsPerSecond: number, numbers: readonly OwnedNumber[]) {
  return {
    life: new AbortController(),
    calls: new Map(),
    conferences: new Map(),
    recordings: new Map(),
    numbers: new Map(numbers.map((number) => [number.sid, { ...number }])),
    attempts: new Map(),
    behaviours: [],
    faults: emptyFaultPlan(seed),
    queue: { callsPerSecond, waiting: [], nextTurnMs: 0, running: false },
    notifications: [],
    webhooks: {},
    forgotten: 0,
  };
}

function stopEverything(carrier: Carrier): void {
  const reason = new CallOver();
  carrier.life.abort(reason);
  for (const conference of carrier.conferences.values()) conference.callback = null;
  for (const recording of carrier.recordings.values()) recording.callback = null;
  for (const call of carrier.calls.values()) {
    call.party.timer?.abort();
    call.over.abort(reason);
    call.scope?.abort(reason);
  }
}
