/** Answering machine detection: what the carrier believes to have heard, and when it has made up its mind. */
import { isCancellation } from './abort.ts';
import type { AnsweredBy, Call } from './call-record.ts';
import type { Carrier } from './carrier.ts';
import type { Persona } from './personas.ts';
import { callParams, type StatusCallback } from './status-callback.ts';
import { newLane, postCallback } from './webhooks.ts';

export type Detection = { mode: 'Enable' | 'DetectMessageEnd'; timeoutSeconds: number };

/** A mailbox without a beep is taken for ready after this much silence. */
const silenceSeconds = 2;

/**
 * Listens until it has decided, notes the result on the leg, and returns it; null when the far end hung up first and the
 * policy is to say nothing then.
 *
 * @throws CallOver when the carrier stops.
 */
export async function detectMachine(carrier: Carrier, call: Call, detection: Detection): Promise<AnsweredBy | null> {
  const startedMs = carrier.clock.nowMs();
  const [answeredBy, decidedSeconds] = decision(call.persona, detection);
  try {
    await carrier.clock.sleep(decidedSeconds * 1000, call.over.signal);
    call.answeredBy = answeredBy;
  } catch (error) {
    if (!isCancellation(error) || call.endedAtMs === null) throw error;
    call.answeredBy = carrier.policy.detectionOnEarlyHangUp === 'unknown' ? 'unknown' : null;
  }
  call.detectionMs = Math.round(carrier.clock.nowMs() - startedMs);
  return call.answeredBy;
}

/** Tells the product what asynchronous detection found; without an address only the call shows it. */
export function postDetection(carrier: Carrier, call: Call, callback: StatusCallback | null): void {
  if (!call.answeredBy || !callback) return;
  postCallback(carrier, newLane(), {
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

function decision(persona: Persona, { mode, timeoutSeconds }: Detection): [AnsweredBy, number] {
  const [answeredBy, seconds] = hearing(persona, mode);
  return seconds > timeoutSeconds ? ['unknown', timeoutSeconds] : [answeredBy, seconds];
}

function hearing(persona: Persona, mode: Detection['mode']): [AnsweredBy, number] {
  if (persona.heardAs !== 'machine') return [persona.heardAs, persona.detectionSeconds];
  if (mode === 'Enable') return ['machine_start', persona.detectionSeconds];
  return persona.beep
    ? ['machine_end_beep', persona.greetingSeconds]
    : ['machine_end_silence', persona.greetingSeconds + silenceSeconds];
}
