/**
 * The TwiML verb <Dial>: connects the leg with phone numbers or with a conference. After <Dial>, the leg continues with
 * the document of `action` or with the next verb.
 */
import { hasEnded } from '../calls/state.ts';
import { dialConference } from './dial-conference.ts';
import { dialNumbers, type DialTarget } from './dial-numbers.ts';
import { requestAfterHangUp, TwimlError } from './document.ts';
import { elementsOf, textOf, type XmlElement } from './parse.ts';
import { actionSource, type Verb } from './verb.ts';

export const dial: Verb = async (run, element) => {
  const nouns = elementsOf(element);
  const [first] = nouns;
  if (first?.name === 'Conference' && nouns.length === 1) {
    return actionSource(run, element, await dialConference(run, element, first));
  }
  const targets = targetsOf(element, run.url);
  const outcome = await dialNumbers(run, element, targets);
  if (!hasEnded(run.call)) return actionSource(run, element, outcome);
  if (run.carrier.policy.dialActionAfterCallerHangUp)
    requestAfterHangUp(run.carrier, run.call, actionSource(run, element, outcome));
  return null;
};

function targetsOf(element: XmlElement, url: string | null): DialTarget[] {
  const nouns = elementsOf(element);
  if (nouns.length === 0) return [{ number: textOf(element), element: null }];
  return nouns.map((noun) => {
    if (noun.name !== 'Number' && noun.name !== 'Sip' && noun.name !== 'Client')
      throw new TwimlError(12200, `<${noun.name}> in <Dial> is not supported by the simulator`, url);
    return { number: textOf(noun), element: noun };
  });
}
