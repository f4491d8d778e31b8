/**
 * The TwiML verb <Gather>: prompts that wait for keys. The far end presses the keys of its persona. A key interrupts
 * the prompt.
 */
import { answerCall } from '../calls/call.ts';
import { setActivity } from '../calls/far-end.ts';
import { elementsOf } from './parse.ts';
import { promptSeconds } from './speech.ts';
import { actionOrSelf, booleanOf, numberOf, type Run, type Verb } from './verb.ts';

const SECONDS_BETWEEN_KEYS = 0.4;

export const gather: Verb = async (run, element) => {
  const { carrier, call, signal } = run;
  const timeoutSeconds = numberOf(run, element, 'timeout', 5);
  const digitsMax = numberOf(run, element, 'numDigits', Infinity);
  const { finishOnKey = '#' } = element.attributes;
  const promptsSeconds = elementsOf(element).reduce((sum, prompt) => sum + promptSeconds(run, prompt), 0);
  answerCall(carrier, call);
  setActivity(carrier, call, 'listening');

  const keys = call.persona.keys[call.farEnd.gatherCount++];
  const isInTime = keys !== undefined && keys.afterSeconds <= promptsSeconds + timeoutSeconds;
  await carrier.clock.sleep((isInTime ? keys.afterSeconds : promptsSeconds + timeoutSeconds) * 1000, signal);
  const pressed = isInTime ? await pressKeys(run, keys.digits, { digitsMax, finishOnKey, timeoutSeconds }) : '';
  const isFinishedByKey = finishOnKey !== '' && pressed.endsWith(finishOnKey);
  const digits = isFinishedByKey ? pressed.slice(0, -1) : pressed;
  if (digits === '' && !booleanOf(run, element, 'actionOnEmptyResult', false)) return null;
  return actionOrSelf(run, element, { Digits: digits, FinishedOnKey: isFinishedByKey ? finishOnKey : '' });
};

type GatherSettings = { digitsMax: number; finishOnKey: string; timeoutSeconds: number };

/**
 * Returns the pressed keys. Stops after `digitsMax` keys, at `finishOnKey`, or after a pause that is longer than the
 * timeout.
 */
async function pressKeys(
  run: Run,
  keys: string,
  { digitsMax, finishOnKey, timeoutSeconds }: GatherSettings,
): Promise<string> {
  let pressed = '';
  for (const key of keys) {
    pressed += key;
    if (pressed.length >= digitsMax || (finishOnKey !== '' && finishOnKey.includes(key))) return pressed;
    await run.carrier.clock.sleep(SECONDS_BETWEEN_KEYS * 1000, run.signal);
  }
  await run.carrier.clock.sleep(timeoutSeconds * 1000, run.signal);
  return pressed;
}
