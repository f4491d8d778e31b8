/** <Redirect>, <Reject> and <Hangup>: the verbs that only steer. */
import { answerCall, endCall, hangUp } from '../calls/call.ts';
import { textOf } from './parse.ts';
import { methodOf, resolveUrl, type Verb } from './verb.ts';

export const redirectTo: Verb = (run, element) =>
  Promise.resolve({
    url: resolveUrl(run, textOf(element)),
    method: methodOf(run, element, 'method'),
    event: 'redirect',
  });

/** Refuses an incoming call unanswered; one that is answered already is just hung up. */
export const reject: Verb = (run, element) => {
  const { carrier, call } = run;
  if (call.answeredAtMs !== null) hangUp(carrier, call);
  else endCall(carrier, call, element.attributes.reason === 'busy' ? 'busy' : 'no-answer');
  return Promise.resolve(null);
};

/** Even an incoming call is answered before it is hung up: only <Reject> avoids that. */
export const hangup: Verb = (run) => {
  answerCall(run.carrier, run.call);
  endCall(run.carrier, run.call, 'completed');
  return Promise.resolve(null);
};
