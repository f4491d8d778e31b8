/**
 * The ledger of the carrier: every call that the carrier accepted, also the calls whose REST response was lost. Tests
 * compare the product's records with the ledger. Times are product time (the product's clock).
 */
import { fees, PRICE_UNIT } from '../calls/price.ts';
import { recordingDurationSeconds } from '../calls/recording.ts';
import { type Call, type Recording, durationSeconds, hasEnded } from '../calls/state.ts';
import type { Carrier } from '../carrier/state.ts';
import type { OwnedNumber } from '../numbers/state.ts';
import { isoOrNull } from '../twilio-format.ts';

export type Ledger = ReturnType<typeof readLedger>;

export function readLedger(carrier: Carrier) {
  return {
    calls: [...carrier.calls.values()].map(callEntry),
    recordings: [...carrier.recordings.values()].map((recording) => recordingEntry(carrier, recording)),
    numbers: [...carrier.numbers.values()].map(numberEntry),
    notifications: carrier.notifications.map(({ atMs, ...rest }) => ({ at: isoOrNull(atMs), ...rest })),
    webhooks: structuredClone(carrier.webhookCounts),
    /**
     * Number of entries that were deleted to keep the memory within its limits. While the number is 0, the ledger is
     * complete.
     */
    evictions: carrier.evictions,
  };
}

/** Returns the current load of the carrier. The response is small enough for frequent polls. */
export function readState(carrier: Carrier) {
  const calls: Record<string, number> = {};
  for (const { status } of carrier.calls.values()) calls[status] = (calls[status] ?? 0) + 1;
  return {
    now: carrier.clock.now().toISOString(),
    speed: carrier.clock.speed,
    calls,
    callsLive: [...carrier.calls.values()].filter((call) => !hasEnded(call)).length,
    callsQueued: carrier.dialQueue.waiting.length,
    conferencesLive: [...carrier.conferences.values()].filter(({ status }) => status !== 'completed').length,
    recordings: carrier.recordings.size,
    behaviours: carrier.behaviours.length,
    faults: carrier.faultPlan.rules.map(({ rule, matched, fired }) => ({ ...rule, matched, fired })),
    webhooks: structuredClone(carrier.webhookCounts),
    /** Number of timers, callbacks and calls that have not finished. */
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
    attempt: call.attempt,
    url: call.url,
    status: call.status,
    keysHeard: call.keysHeard,
    answeredBy: call.answeredBy,
    acceptedAt: isoOrNull(call.acceptedAtMs),
    startedAt: isoOrNull(call.startedAtMs),
    ringingAt: isoOrNull(call.ringingAtMs),
    answeredAt: isoOrNull(call.answeredAtMs),
    endedAt: isoOrNull(call.endedAtMs),
    durationSeconds: durationSeconds(call),
    price: call.price,
    fees: fees(call.answeredBy !== null, call.conferenceMinutes),
    priceUnit: PRICE_UNIT,
    persona: call.persona,
    recordings: call.recordings.map(({ sid }) => sid),
    /** `durationMs` is milliseconds of real time. */
    requests: call.requests.map(({ atMs, url, status, durationMs }) => ({
      at: isoOrNull(atMs),
      url,
      status,
      durationMs,
    })),
  };
}

function recordingEntry(carrier: Carrier, recording: Recording) {
  return {
    sid: recording.sid,
    callSid: recording.call.sid,
    conferenceSid: recording.conferenceSid,
    source: recording.source,
    status: recording.status,
    startedAt: isoOrNull(recording.startedAtMs),
    endedAt: isoOrNull(recording.endedAtMs),
    durationSeconds: recordingDurationSeconds(carrier, recording),
    price: recording.price,
    priceUnit: PRICE_UNIT,
    deleted: recording.isDeleted,
  };
}

function numberEntry(number: OwnedNumber) {
  const { sid, phoneNumber, friendlyName, voiceUrl, statusCallback } = number;
  return { sid, phoneNumber, friendlyName, voiceUrl, statusCallback };
}
