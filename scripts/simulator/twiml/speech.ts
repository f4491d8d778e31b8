/**
 * The TwiML verbs <Say>, <Play> and <Pause>: time passes while the far end listens. The simulator synthesises no speech
 * and fetches no file.
 */
import { answerCall } from '../calls/call.ts';
import { setActivity } from '../calls/far-end.ts';
import { TwimlError } from './document.ts';
import { textOf, type XmlElement } from './parse.ts';
import { loopsOf, numberOf, type Run, type Verb } from './verb.ts';

const SPOKEN_CHARS_PER_SECOND = 15;
const KEY_TONE_SECONDS = 0.5;

export const say: Verb = (run, element) => listen(run, element);
export const play: Verb = (run, element) => listen(run, element);

/** Waits without answering an inbound call. <Say> and <Play>, in contrast, answer the call before they play. */
export const pause: Verb = async (run, element) => {
  setActivity(run.carrier, run.call, 'waiting');
  await run.carrier.clock.sleep(promptSeconds(run, element) * 1000, run.signal);
  return null;
};

/**
 * Returns the seconds that a prompt lasts.
 *
 * @throws TwimlError if the element is not <Say>, <Play> or <Pause>.
 */
export function promptSeconds(run: Run, element: XmlElement): number {
  const { name, attributes } = element;
  if (name === 'Pause') return numberOf(run, element, 'length', 1);
  const loops = loopsOf(run, element);
  if (name === 'Say') return loops * Math.max(1, textOf(element).length / SPOKEN_CHARS_PER_SECOND);
  if (name !== 'Play') throw new TwimlError(12200, `<${name}> is not a prompt`, run.url);
  return loops * (attributes.digits ? attributes.digits.length * KEY_TONE_SECONDS : run.carrier.policy.playSeconds);
}

async function listen(run: Run, element: XmlElement): Promise<null> {
  answerCall(run.carrier, run.call);
  setActivity(run.carrier, run.call, 'listening');
  await run.carrier.clock.sleep(promptSeconds(run, element) * 1000, run.signal);
  return null;
}
