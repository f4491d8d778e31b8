/**
 * What really happened, in product time: every accepted call, also those whose create was never answered. Fault tests
 * hold the product's books against it.
 */
import { type Call, durationSeconds, isOver } from './call-record.ts';
import type { Carrier } from './carrier.ts';
import type { OwnedNumber } from './numbers.ts';
import { type Recording, recordingSeconds } from './recording.ts';
import { priceUnit } from './tariff.ts';
import { iso } from './wire.ts';

export type Ledger = ReturnType<typeof readLedger>;

export function readLedger(carrier: Carrier) {
  return {
    calls: [...carrier.calls.values()].map(callEntry),
    recordings: [...carrier.recordings.values()].map((recording) => recordingEntry(carrier, recording)),
    numbers: [...carrier.numbers.values()].map(numberEntry),
    notifications: carrier.notifications.map(({ atMs, ...rest }) => ({ at: iso(atMs), ...rest })),
    webhooks: structuredClone(carrier.webhooks),
    /** Entries dropped to stay within bounds: the ledger is complete while this is 0. */
    forgotten: carrier.forgotten,
  };
}

/** How busy the carrier is; small enough to poll. */
export function readState(carrier: Carrier) {
  const calls: Record<string, number> = {};
  for (const { status } of carrier.calls.values()) calls[status] = (calls[status] ?? 0) + 1;
  return {
    now: carrier.clock.now().toISOString(),
    speed: carrier.clock.speed,
    calls,
    callsLive: [...carrier.calls.values()].filter((call) => !isOver(call)).length,
    callsQueued: carrier.queue.waiting.length,
    conferencesLive: [...carrier.conferences.values()].filter(({ status }) => status !== 'completed').length,
    recordings: carrier.recordings.size,
    behaviours: carrier.behaviours.length,
    faults: carrier.faults.rules.map(({ rule, matched, fired }) => ({ ...rule, matched, fired })),
    webhooks: structuredClone(carrier.webhooks),
    /** Timers, callbacks and calls under way. */
    tasks: carrier.tasks.size,
  };
}

function callEntry(call: Call) {
  return {
    sid: call.sid,
    parentSid: call.parentSid,
    direction: call.direction,
    from: call.from,
    to: call.to,
    attempt: call.ordinal,
    url: call.url,
    status: call.status,
    answeredBy: call.answeredBy,
    acceptedAt: iso(call.acceptedAtMs),
    startedAt: iso(call.startedAtMs),
    ringingAt: iso(call.ringingAtMs),
    answeredAt: iso(call.answeredAtMs),
    endedAt: iso(call.endedAtMs),
    durationSeconds: durationSeconds(call),
    price: call.price,
    priceUnit,
    persona: call.persona,
    recordings: call.recordings.map(({ sid }) => sid),
    /** `durationMs` is real time. */
    requests: call.requests.map(({ atMs, url, status, durationMs }) => ({ at: iso(atMs), url, status, durationMs })),
  };
}

function recordingEntry(carrier: Carrier, recording: Recording) {
  return {
    sid: recording.sid,
    callSid: recording.call.sid,
    conferenceSid: recording.conferenceSid,
    source: recording.source,
    status: recording.status,
    startedAt: iso(recording.startedAtMs),
    endedAt: iso(recording.endedAtMs),
    durationSeconds: recordingSeconds(carrier, recording),
    price: recording.price,
    priceUnit,
    deleted: recording.deleted,
  };
}

function numberEntry(number: OwnedNumber) {
  const { sid, phoneNumber, friendlyName, voiceUrl, statusCallback } = number;
  return { sid, phoneNumber, friendlyName, voiceUrl, statusCallback };
}
