/**
 * <Dial> to numbers: all ring at once, the first to answer wins, hears its whisper if there is one, and is then connected
 * until either side leaves.
 */
import { orAbort } from '../abort.ts';
import { answer, hangUp, newCall } from '../call.ts';
import { type Call, durationSeconds, isOver } from '../call-record.ts';
import { type Carrier, notify, spawn } from '../carrier.ts';
import { limits } from '../limits.ts';
import { setActivity } from '../party.ts';
import { finishRecording, type Recording, recordingUrl, startRecording } from '../recording.ts';
import { ring } from '../ringing.ts';
import { isE164 } from '../wire.ts';
import { TwimlError } from './document.ts';
import type { XmlElement } from './parse.ts';
import { booleanOf, callbackOf, methodOf, numberOf, resolveUrl, type Run } from './verb.ts';

/** `element` is null for a number written directly into <Dial>. */
export type Target = { number: string; element: XmlElement | null };

type Leg = { call: Call; element: XmlElement | null };

/** Returns the parameters for <Dial action>, also when the caller has hung up meanwhile. */
export async function dialNumbers(run: Run, dial: XmlElement, targets: Target[]): Promise<Record<string, string>> {
  const { carrier, call, scope } = run;
  if (targets.length > limits.numbersPerDialMax) throw new TwimlError(13225, 'too many numbers in one <Dial>', run.url);
  const timeoutSeconds = numberOf(run, dial, 'timeout', 30);
  const timeLimitSeconds = numberOf(run, dial, 'timeLimit', 14_400);
  if (!booleanOf(run, dial, 'answerOnBridge', false)) answer(carrier, call);
  setActivity(carrier, call, 'waiting');

  const legs = targets.flatMap((target): Leg[] => newLeg(run, dial, target));
  const connection: Connection = { winner: null, bridged: false, recording: null, departed: false };
  try {
    connection.winner = await orAbort(firstAnswer(carrier, legs, timeoutSeconds), scope);
    for (const leg of legs) if (leg !== connection.winner) hangUp(carrier, leg.call);
    if (connection.winner && (await whisper(run, connection.winner)))
      await bridge(run, dial, connection, connection.winner.call, timeLimitSeconds);
  } catch (error) {
    if (!isOver(call)) throw error;
  } finally {
    if (connection.recording) finishRecording(carrier, connection.recording);
    for (const leg of legs) if (!connection.departed) hangUp(carrier, leg.call);
  }
  return outcomeParams(carrier, legs, connection);
}

type Connection = {
  winner: Leg | null;
  bridged: boolean;
  recording: Recording | null;
  /** The called leg was redirected and lives on without this caller. */
  departed: boolean;
};

/** No leg, but a notification, for what cannot be dialled. */
function newLeg(run: Run, dial: XmlElement, { number, element }: Target): Leg[] {
  const { carrier, call } = run;
  const from = dial.attributes.callerId ?? call.from;
  const isUri = element !== null && element.name !== 'Number';
  if ((!isUri && !isE164(number)) || number === '') {
    notify(carrier, call.sid, 13224, `<Dial>: "${number}" is not a number that can be called`);
    return [];
  }
  if (dial.attributes.callerId !== undefined && !isE164(from) && !/^(?:sip|client):/.test(from)) {
    notify(carrier, call.sid, 13214, `<Dial>: invalid callerId "${from}"`);
    return [];
  }
  const callback = element && callbackOf(run, element, 'statusCallback', ['completed']);
  const to = element?.name === 'Client' ? `client:${number}` : number;
  const url = whisperUrl(run, element);
  return [
    { call: newCall(carrier, { direction: 'outbound-dial', parentSid: call.sid, from, to, callback, url }), element },
  ];
}

/** The first leg that answers; null when none does. */
function firstAnswer(carrier: Carrier, legs: Leg[], timeoutSeconds: number): Promise<Leg | null> {
  return new Promise((resolve, reject) => {
    let ringing = legs.length;
    if (ringing === 0) resolve(null);
    const settle = (leg: Leg, answered: boolean) => {
      ringing -= 1;
      if (answered) resolve(leg);
      else if (ringing === 0) resolve(null);
    };
    for (const leg of legs)
      ring(carrier, leg.call, timeoutSeconds)
        .then((answered) => settle(leg, answered))
        .catch(reject);
  });
}

/** Plays the whisper to the called party; false when that ends the leg, by hanging up or by declining. */
async function whisper(run: Run, leg: Leg): Promise<boolean> {
  const url = whisperUrl(run, leg.element);
  if (url !== null && leg.element) {
    const source = { url, method: methodOf(run, leg.element, 'method'), event: 'whisper' };
    await orAbort(run.runInstructions(run.carrier, leg.call, source, 'whisper'), run.scope);
  }
  return !isOver(leg.call);
}

/** Connects both sides until one leaves or the time is up. A called leg redirected by REST goes its own way. */
async function bridge(run: Run, dial: XmlElement, connection: Connection, leg: Call, timeLimitSeconds: number) {
  const { carrier, call, scope } = run;
  const legScope = new AbortController();
  leg.scope = legScope;
  answer(carrier, call);
  connection.bridged = true;
  connection.recording = startDialRecording(run, dial);
  setActivity(carrier, call, 'talking');
  setActivity(carrier, leg, 'talking');
  try {
    await carrier.clock.sleep(timeLimitSeconds * 1000, AbortSignal.any([scope, legScope.signal]));
  } catch (error) {
    if (scope.aborted) throw error;
  }
  if (!leg.detour) return;
  const source = leg.detour;
  connection.departed = true;
  spawn(carrier, 'redirected leg', async () => {
    await run.runInstructions(carrier, leg, source, 'call');
    hangUp(carrier, leg);
  });
}

function startDialRecording(run: Run, dial: XmlElement): Recording | null {
  const { record = 'do-not-record' } = dial.attributes;
  if (record === 'do-not-record' || record === 'false') return null;
  return startRecording(run.carrier, {
    call: run.call,
    source: 'DialVerb',
    channels: record.endsWith('-dual') ? 2 : 1,
    callback: callbackOf(run, dial, 'recordingStatusCallback', ['completed']),
  });
}

function outcomeParams(carrier: Carrier, legs: Leg[], { winner, bridged, recording }: Connection) {
  const statuses = legs.map(({ call }) => call.status);
  const [first] = statuses;
  const unanimous = first !== undefined && statuses.every((status) => status === first);
  const unanswered = legs.length === 0 ? 'failed' : unanimous ? first : 'no-answer';
  const leg = winner ?? legs[0];
  return {
    // A declined whisper is "completed" too: only DialBridged tells the two apart.
    DialCallStatus: winner ? 'completed' : unanswered,
    DialBridged: String(bridged),
    ...(leg && { DialCallSid: leg.call.sid, DialCallDuration: String(durationSeconds(leg.call)) }),
    ...(recording && { RecordingUrl: recordingUrl(carrier, recording), RecordingSid: recording.sid }),
  };
}

function whisperUrl(run: Run, element: XmlElement | null): string | null {
  const url = element?.name === 'Number' || element?.name === 'Sip' ? element.attributes.url : undefined;
  return url ? resolveUrl(run, url) : null;
}
