/**
 * The TwiML verb <Dial> with phone numbers. All numbers ring at once, and the first leg that answers wins. The called
 * person hears a whisper (a message for the called person alone) if the document has one. Then both parties are
 * connected until one party leaves.
 */
import { answerCall, createCall, hangUp } from '../calls/call.ts';
import { setActivity } from '../calls/far-end.ts';
import { recordingUrl, startRecording, stopRecording } from '../calls/recording.ts';
import { ringFarEnd } from '../calls/ringing.ts';
import { type Call, type Recording, durationSeconds, hasEnded } from '../calls/state.ts';
import { rejectOnAbort } from '../cancellation.ts';
import { addNotification } from '../carrier/notifications.ts';
import type { Carrier } from '../carrier/state.ts';
import { startTask } from '../carrier/tasks.ts';
import { LIMITS } from '../limits.ts';
import { isE164 } from '../twilio-format.ts';
import { TwimlError } from './document.ts';
import type { XmlElement } from './parse.ts';
import { type Run, booleanOf, callbackOf, methodOf, numberOf, resolveUrl } from './verb.ts';

/** A number to dial. `element` is null if the number is text of <Dial> itself. */
export type DialTarget = { number: string; element: XmlElement | null };

type Leg = { call: Call; element: XmlElement | null };

/** Runs <Dial> with phone numbers and returns the parameters for <Dial action>, even if the caller has hung up. */
export async function dialNumbers(run: Run, dial: XmlElement, targets: DialTarget[]): Promise<Record<string, string>> {
  const { carrier, call, signal } = run;
  if (targets.length > LIMITS.numbersPerDialMax) throw new TwimlError(13225, 'too many numbers in one <Dial>', run.url);
  const timeoutSeconds = numberOf(run, dial, 'timeout', 30);
  const timeLimitSeconds = numberOf(run, dial, 'timeLimit', LIMITS.callSecondsMax);
  if (!booleanOf(run, dial, 'answerOnBridge', false)) answerCall(carrier, call);
  setActivity(carrier, call, 'waiting');

  const legs = targets.flatMap((target): Leg[] => createLeg(run, dial, target));
  const connection: Connection = { winner: null, isBridged: false, recording: null, isRedirected: false };
  try {
    connection.winner = await rejectOnAbort(firstAnswer(carrier, legs, timeoutSeconds), signal);
    for (const leg of legs) if (leg !== connection.winner) hangUp(carrier, leg.call);
    if (connection.winner && (await playWhisper(run, connection.winner)))
      await bridge(run, dial, connection, connection.winner.call, timeLimitSeconds);
  } catch (error) {
    if (!hasEnded(call)) throw error;
  } finally {
    if (connection.recording) stopRecording(carrier, connection.recording);
    for (const leg of legs) if (!connection.isRedirected) hangUp(carrier, leg.call);
  }
  return outcomeParams(carrier, legs, connection);
}

type Connection = {
  winner: Leg | null;
  isBridged: boolean;
  recording: Recording | null;
  /** Whether a REST request redirected the called leg. A redirected leg goes on without the caller. */
  isRedirected: boolean;
};

/** Creates one leg. If the number cannot be called, creates no leg and adds a notification. */
function createLeg(run: Run, dial: XmlElement, { number, element }: DialTarget): Leg[] {
  const { carrier, call } = run;
  const from = dial.attributes.callerId ?? call.from;
  const isUri = element !== null && element.name !== 'Number';
  if ((!isUri && !isE164(number)) || number === '') {
    addNotification(carrier, call.sid, 13224, `<Dial>: "${number}" is not a number that can be called`);
    return [];
  }
  if (dial.attributes.callerId !== undefined && !isE164(from) && !/^(?:sip|client):/.test(from)) {
    addNotification(carrier, call.sid, 13214, `<Dial>: invalid callerId "${from}"`);
    return [];
  }
  const callback = element && callbackOf(run, element, 'statusCallback', ['completed']);
  const to = element?.name === 'Client' ? `client:${number}` : number;
  const url = whisperUrl(run, element);
  return [
    {
      call: createCall(carrier, { direction: 'outbound-dial', parentSid: call.sid, from, to, callback, url }),
      element,
    },
  ];
}

/** Returns the first leg that answers; null if no leg answers. */
function firstAnswer(carrier: Carrier, legs: Leg[], timeoutSeconds: number): Promise<Leg | null> {
  return new Promise((resolve, reject) => {
    let ringing = legs.length;
    if (ringing === 0) resolve(null);
    const countResult = (leg: Leg, answered: boolean) => {
      ringing -= 1;
      if (answered) resolve(leg);
      else if (ringing === 0) resolve(null);
    };
    for (const leg of legs)
      ringFarEnd(carrier, leg.call, timeoutSeconds)
        .then((answered) => countResult(leg, answered))
        .catch(reject);
  });
}

/**
 * Plays the whisper to the called party. Returns false if the leg ended during the whisper, because the called party
 * hung up or declined.
 */
async function playWhisper(run: Run, leg: Leg): Promise<boolean> {
  const url = whisperUrl(run, leg.element);
  if (url !== null && leg.element) {
    const source = { url, method: methodOf(run, leg.element, 'method'), event: 'whisper' };
    await rejectOnAbort(run.runInstructions(run.carrier, leg.call, source, 'whisper'), run.signal);
  }
  return !hasEnded(leg.call);
}

/**
 * Connects both parties until one party leaves or the time limit has passed. If the called leg was redirected, the leg
 * then follows its own TwiML instructions.
 */
async function bridge(run: Run, dial: XmlElement, connection: Connection, leg: Call, timeLimitSeconds: number) {
  const { carrier, call, signal } = run;
  const legLifetime = new AbortController();
  leg.instructionsLifetime = legLifetime;
  answerCall(carrier, call);
  connection.isBridged = true;
  connection.recording = startDialRecording(run, dial);
  setActivity(carrier, call, 'talking');
  setActivity(carrier, leg, 'talking');
  try {
    await carrier.clock.sleep(timeLimitSeconds * 1000, AbortSignal.any([signal, legLifetime.signal]));
  } catch (error) {
    if (signal.aborted) throw error;
  }
  if (!leg.redirectSource) return;
  const source = leg.redirectSource;
  connection.isRedirected = true;
  startTask(carrier, 'redirected leg', async () => {
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

function outcomeParams(carrier: Carrier, legs: Leg[], { winner, isBridged: bridged, recording }: Connection) {
  const statuses = legs.map(({ call }) => call.status);
  const [first] = statuses;
  const allEqual = first !== undefined && statuses.every((status) => status === first);
  const unanswered = legs.length === 0 ? 'failed' : allEqual ? first : 'no-answer';
  const leg = winner ?? legs[0];
  return {
    // A called party who declines during the whisper also gives "completed". Only DialBridged shows the difference.
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
