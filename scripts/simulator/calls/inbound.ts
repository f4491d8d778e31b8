/** Calls that arrive at one of the account's phone numbers. */
import type { Carrier } from '../carrier/state.ts';
import { startTask } from '../carrier/tasks.ts';
import { LIMITS } from '../limits.ts';
import type { Persona } from '../personas/personas.ts';
import { runInstructions } from '../twiml/execute.ts';
import type { TwimlSource } from '../twiml/source.ts';
import type { StatusCallback } from '../webhooks/callback.ts';
import { advanceCall, createCall, hangUp, scheduleTimeLimit } from './call.ts';
import type { Call } from './state.ts';

type InboundCallRequest = {
  from: string;
  to: string;
  source: TwimlSource | null;
  fallback: Call['fallback'];
  callback: StatusCallback | null;
  persona?: Partial<Persona>;
};

/**
 * Simulates a caller who dials one of the account's phone numbers. If `source` is null, there are no TwiML instructions
 * and the call ends as no-answer.
 */
export function receiveCall(carrier: Carrier, request: InboundCallRequest): Call {
  const { from, to, source, fallback, callback, persona = {} } = request;
  const url = source && 'url' in source ? source.url : null;
  const call = createCall(carrier, { direction: 'inbound', from, to, url, fallback, callback, persona });
  startTask(carrier, `call ${call.sid}`, async () => {
    try {
      advanceCall(carrier, call, 'ringing');
      scheduleTimeLimit(carrier, call, LIMITS.callSecondsMax);
      if (source) await runInstructions(carrier, call, source, 'call');
    } finally {
      hangUp(carrier, call);
    }
  });
  return call;
}
