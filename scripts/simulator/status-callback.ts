/** What a leg tells the product: the parameters common to all its requests, and its progress callbacks. */
import { billedMinutes } from './tariff.ts';
import { type Call, durationSeconds, farEnd } from './call-record.ts';
import type { Carrier } from './carrier.ts';
import { placeOf } from './geography.ts';
import { recordingSeconds, recordingUrl } from './recording.ts';
import type { Method } from './webhook-transport.ts';
import { postCallback } from './webhooks.ts';
import { apiVersion, rfc2822 } from './wire.ts';

type CallEvent = 'initiated' | 'ringing' | 'answered' | 'completed';
export type StatusCallback = { url: string; method: Method; events: ReadonlySet<string> };

/** An address with the events it wants; without any it gets the last one only. */
export function statusCallback(url: string | null, method: Method, events: readonly string[]): StatusCallback | null {
  return url ? { url, method, events: new Set(events.length > 0 ? events : ['completed']) } : null;
}

/** In every request about a leg. */
export function callParams(carrier: Carrier, call: Call): Record<string, string> {
  return {
    AccountSid: carrier.accountSid,
    ApiVersion: apiVersion,
    CallSid: call.sid,
    CallStatus: call.status,
    Direction: call.direction,
    From: call.from,
    Caller: call.from,
    To: call.to,
    Called: call.to,
    ...(call.parentSid && { ParentCallSid: call.parentSid }),
    ...placeParams('From', call.from),
    ...placeParams('Caller', call.from),
    ...placeParams('To', call.to),
    ...placeParams('Called', call.to),
  };
}

/** Numbers its events from 0, counting only those that are sent. */
export function postStatus(carrier: Carrier, call: Call, event: CallEvent): void {
  const { callback } = call;
  if (!callback?.events.has(event)) return;
  postCallback(carrier, call.lane, {
    kind: 'status',
    event,
    url: callback.url,
    method: callback.method,
    call,
    number: farEnd(call),
    params: {
      ...callParams(carrier, call),
      Timestamp: rfc2822(carrier.clock.nowMs()),
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(call.callbacksSent++),
      ...(event === 'completed' && endParams(carrier, call)),
    },
  });
}

function endParams(carrier: Carrier, call: Call): Record<string, string> {
  const seconds = durationSeconds(call);
  const recording = call.recordings.find(({ source }) => source === 'OutboundAPI');
  return {
    CallDuration: String(seconds),
    Duration: String(billedMinutes(seconds)),
    SipResponseCode: String(sipResponseCode(call)),
    ...(call.answeredBy && { AnsweredBy: call.answeredBy }),
    ...(recording && {
      RecordingUrl: recordingUrl(carrier, recording),
      RecordingSid: recording.sid,
      RecordingDuration: String(recordingSeconds(carrier, recording)),
    }),
  };
}

function sipResponseCode(call: Call): number {
  if (call.status === 'completed') return 200;
  if (call.status === 'busy') return 486;
  return call.status === 'failed' ? call.persona.sipResponseCode : 487;
}

function placeParams(prefix: string, number: string): Record<string, string> {
  const { city, state, zip, country } = placeOf(number);
  return {
    [`${prefix}City`]: city,
    [`${prefix}State`]: state,
    [`${prefix}Zip`]: zip,
    [`${prefix}Country`]: country,
  };
}
