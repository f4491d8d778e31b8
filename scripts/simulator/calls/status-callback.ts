/** The status callbacks of a leg, and the parameters of every request about a leg. */
import type { Carrier } from '../carrier/state.ts';
import { placeOf } from '../numbers/geography.ts';
import { API_VERSION, rfc2822 } from '../twilio-format.ts';
import { postCallback } from '../webhooks/delivery.ts';
import { billedMinutes } from './price.ts';
import { recordingDurationSeconds, recordingUrl } from './recording.ts';
import { type Call, durationSeconds, farEndNumber } from './state.ts';

type CallEvent = 'initiated' | 'ringing' | 'answered' | 'completed';

/** Returns the parameters that every request about a leg has. */
export function callParams(carrier: Carrier, call: Call): Record<string, string> {
  return {
    AccountSid: carrier.accountSid,
    ApiVersion: API_VERSION,
    CallSid: call.sid,
    CallStatus: call.status,
    Direction: call.direction,
    From: call.from,
    Caller: call.from,
    To: call.to,
    Called: call.to,
    ...(call.parentSid && { ParentCallSid: call.parentSid }),
    ...geographyParams('From', call.from),
    ...geographyParams('Caller', call.from),
    ...geographyParams('To', call.to),
    ...geographyParams('Called', call.to),
  };
}

/** Posts a status callback. `SequenceNumber` is the number of earlier status callbacks of the leg. */
export function postStatusCallback(carrier: Carrier, call: Call, event: CallEvent): void {
  const { callback } = call;
  if (!callback?.events.has(event)) return;
  postCallback(carrier, call.callbackLane, {
    kind: 'status',
    event,
    url: callback.url,
    method: callback.method,
    call,
    number: farEndNumber(call),
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
      RecordingDuration: String(recordingDurationSeconds(carrier, recording)),
    }),
  };
}

function sipResponseCode(call: Call): number {
  if (call.status === 'completed') return 200;
  if (call.status === 'busy') return 486;
  return call.status === 'failed' ? call.persona.sipResponseCode : 487;
}

function geographyParams(prefix: string, number: string): Record<string, string> {
  const { city, state, zip, country } = placeOf(number);
  return {
    [`${prefix}City`]: city,
    [`${prefix}State`]: state,
    [`${prefix}Zip`]: zip,
    [`${prefix}Country`]: country,
  };
}
