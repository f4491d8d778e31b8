/** Answering-machine detection: its result, and the time until the result is known. */
import { isCancellation } from '../cancellation.ts';
import type { Carrier } from '../carrier/state.ts';
import type { Persona } from '../personas/personas.ts';
import type { StatusCallback } from '../webhooks/callback.ts';
import { postCallback } from '../webhooks/delivery.ts';
import { createLane } from '../webhooks/lane.ts';
import type { AnsweredBy, Call } from './state.ts';
import { callParams } from './status-callback.ts';

export type Detection = {
  mode: 'Enable' | 'DetectMessageEnd';
  timeoutSeconds: number;
  /** A far end that speaks for longer is a machine. */
  speechMs: number;
  /** If the greeting ends without a beep, detection assumes after this silence that the greeting has ended. */
  speechEndMs: number;
  /** If the far end says nothing for this time, the result is `unknown`. */
  silenceTimeoutMs: number;
};

/**
 * Waits for the result of detection, stores the result in the call and returns the result. Returns null if the far end
 * hangs up first and the policy `detectionOnEarlyHangUp` is `none`.
 *
 * @throws CallEnded if the carrier stops.
 */
export async function detectMachine(carrier: Carrier, call: Call, detection: Detection): Promise<AnsweredBy | null> {
  const startedMs = carrier.clock.nowMs();
  const [answeredBy, seconds] = detectionResult(call.persona, detection);
  try {
    await carrier.clock.sleep(seconds * 1000, call.lifetime.signal);
    call.answeredBy = answeredBy;
  } catch (error) {
    if (!isCancellation(error) || call.endedAtMs === null) throw error;
    call.answeredBy = carrier.policy.detectionOnEarlyHangUp === 'unknown' ? 'unknown' : null;
  }
  call.detectionMs = Math.round(carrier.clock.nowMs() - startedMs);
  return call.answeredBy;
}

/**
 * Posts the result of asynchronous detection. If there is no callback URL, only the Call resource contains the result.
 */
export function postDetectionCallback(carrier: Carrier, call: Call, callback: StatusCallback | null): void {
  if (!call.answeredBy || !callback) return;
  postCallback(carrier, createLane(), {
    kind: 'amd',
    event: call.answeredBy,
    url: callback.url,
    method: callback.method,
    call,
    number: call.to,
    params: { ...callParams(carrier, call), ...detectionParams(call) },
  });
}

export function detectionParams(call: Call): Record<string, string> {
  return call.answeredBy
    ? { AnsweredBy: call.answeredBy, MachineDetectionDuration: String(call.detectionMs ?? 0) }
    : {};
}

function detectionResult(persona: Persona, detection: Detection): [AnsweredBy, number] {
  const { timeoutSeconds } = detection;
  const [answeredBy, seconds] = resultWithoutTimeout(persona, detection);
  return seconds > timeoutSeconds ? ['unknown', timeoutSeconds] : [answeredBy, seconds];
}

/** Twilio's defaults of MachineDetectionSpeechThreshold and MachineDetectionSpeechEndThreshold. */
const SPEECH_MS_DEFAULT = 2_400;
const SPEECH_END_MS_DEFAULT = 1_200;

function resultWithoutTimeout(
  persona: Persona,
  { mode, speechMs, speechEndMs, silenceTimeoutMs }: Detection,
): [AnsweredBy, number] {
  if (persona.heardAs === 'unknown') return ['unknown', Math.min(persona.detectionSeconds, silenceTimeoutMs / 1000)];
  if (persona.heardAs === 'fax') return ['fax', persona.detectionSeconds];
  // The time of a persona's detection is the time with the default thresholds. With these, every persona is heard as it is.
  const spokenMs =
    persona.heardAs === 'machine'
      ? Math.max(1000 * persona.greetingSeconds, SPEECH_MS_DEFAULT)
      : Math.min(1000 * persona.detectionSeconds - SPEECH_END_MS_DEFAULT, SPEECH_MS_DEFAULT);
  const isHeardAsMachine = persona.heardAs === 'machine' ? spokenMs >= speechMs : spokenMs > speechMs;
  if (!isHeardAsMachine)
    return [
      'human',
      persona.heardAs === 'machine'
        ? (spokenMs + speechEndMs) / 1000
        : persona.detectionSeconds + (speechEndMs - SPEECH_END_MS_DEFAULT) / 1000,
    ];
  if (mode === 'Enable') return ['machine_start', persona.detectionSeconds];
  return persona.beep
    ? ['machine_end_beep', persona.greetingSeconds]
    : ['machine_end_silence', persona.greetingSeconds + speechEndMs / 1000];
}
