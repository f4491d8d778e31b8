/** Calls that come in on one of the account's numbers. */
import { advance, hangUp, limitTime, newCall } from './call.ts';
import type { Call } from './call-record.ts';
import { type Carrier, spawn } from './carrier.ts';
import type { Persona } from './personas.ts';
import type { StatusCallback } from './status-callback.ts';
import type { Source } from './twiml/document.ts';
import { runInstructions } from './twiml/execute.ts';

/** Twilio's own bound for a call. */
const callSecondsMax = 14_400;

type InboundOrder = {
  from: string;
  to: string;
  source: Source | null;
  fallback: Call['fallback'];
  callback: StatusCallback | null;
  persona?: Partial<Persona>;
};

/** Somebody calls one of our numbers. Without instructions for the number the caller is rejected. */
export function receiveCall(carrier: Carrier, order: InboundOrder): Call {
  const { from, to, source, fallback, callback, persona = {} } = order;
  const url = source && 'url' in source ? source.url : null;
  const call = newCall(carrier, { direction: 'inbound', from, to, url, fallback, callback, persona });
  spawn(carrier, `call ${call.sid}`, async () => {
    try {
      advance(carrier, call, 'ringing');
      limitTime(carrier, call, callSecondsMax);
      if (source) await runInstructions(carrier, call, source, 'call');
    } finally {
      hangUp(carrier, call);
    }
  });
  return call;
}
