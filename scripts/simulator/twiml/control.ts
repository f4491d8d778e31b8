/** The TwiML verbs <Redirect>, <Reject> and <Hangup>. */
import { answerCall, endCall, hangUp } from '../calls/call.ts';
import { textOf } from './parse.ts';
import { methodOf, resolveUrl, type Verb } from './verb.ts';

export const redirectTo: Verb = (run, element) =>
  Promise.resolve({
    url: resolveUrl(run, textOf(element)),
    method: methodOf(run, element, 'method'),
    event: 'redirect',
  });

/** Ends an inbound call without an answer. If the call is already answered, hangs up the call. */
export const reject: Verb = (run, element) => {
  const { carrier, call } = run;
  if (call.answeredAtMs !== null) hangUp(carrier, call);
  else endCall(carrier, call, element.attributes.reason === 'busy' ? 'busy' : 'no-answer');
  return Promise.resolve(null);
};

/** Answers an inbound call and then hangs up. Only <Reject> ends an inbound call without an answer. */
export const hangup: Verb = (run) => {
  answerCall(run.carrier, run.call);
  endCall(run.carrier, run.call, 'completed');
  return Promise.resolve(null);
};
