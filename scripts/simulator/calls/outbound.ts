/** Calls that a REST request creates, from the dial queue to the last TwiML instruction. */
import type { Carrier } from '../carrier/state.ts';
import { startTask } from '../carrier/tasks.ts';
import { runInstructions } from '../twiml/execute.ts';
import type { TwimlSource } from '../twiml/source.ts';
import type { StatusCallback } from '../webhooks/callback.ts';
import { createCall, hangUp, scheduleTimeLimit } from './call.ts';
import { type Detection, detectMachine, detectionParams, postDetectionCallback } from './detection.ts';
import { queueTimeMs, waitForTurn } from './dial-queue.ts';
import { startRecording, stopRecording } from './recording.ts';
import { ringFarEnd } from './ringing.ts';
import { type Call, hasEnded } from './state.ts';

export type OutboundCallRequest = {
  from: string;
  to: string;
  callback: StatusCallback | null;
  fallback: Call['fallback'];
  timeoutSeconds: number;
  timeLimitSeconds: number;
  record: { channels: 1 | 2; callback: StatusCallback | null } | null;
  /**
   * The settings of answering-machine detection. If detection is asynchronous, it runs in parallel with the TwiML
   * instructions; otherwise the instructions wait for the result.
   */
  detection: (Detection & { isAsync: boolean; callback: StatusCallback | null }) | null;
  /** What the leg does after the answer: it follows TwiML, or runs a function of the simulator. */
  onAnswer: TwimlSource | ((call: Call) => Promise<void>);
};

/**
 * Creates a call and returns at once. In the background, the call rings when its turn in the dial queue comes, and
 * continues until its end.
 */
export function placeCall(carrier: Carrier, request: OutboundCallRequest): Call {
  const { from, to, callback, fallback, onAnswer } = request;
  const url = typeof onAnswer === 'object' && 'url' in onAnswer ? onAnswer.url : null;
  const call = createCall(carrier, {
    direction: 'outbound-api',
    from,
    to,
    url,
    callback,
    fallback,
    queueTimeMs: queueTimeMs(carrier),
  });
  startTask(carrier, `call ${call.sid}`, async () => {
    try {
      await runCall(carrier, call, request);
    } finally {
      // Hangs up also after an error in the simulator, because no leg may stay live for ever.
      hangUp(carrier, call);
    }
  });
  return call;
}

async function runCall(carrier: Carrier, call: Call, request: OutboundCallRequest): Promise<void> {
  await waitForTurn(carrier, call);
  if (!(await ringFarEnd(carrier, call, request.timeoutSeconds))) return;
  scheduleTimeLimit(carrier, call, request.timeLimitSeconds);
  if (request.record) startCallRecording(carrier, call, request.record);
  const params = await runDetection(carrier, call, request.detection);
  if (hasEnded(call)) return;
  const { onAnswer } = request;
  if (typeof onAnswer === 'function') await onAnswer(call);
  else await runInstructions(carrier, call, 'url' in onAnswer ? { ...onAnswer, params } : onAnswer, 'call');
}

/**
 * Runs answering machine detection, and returns the parameters that the detection adds to the webhook request for TwiML.
 * Synchronous detection waits for the result. Asynchronous detection continues in the background and posts a callback of
 * its own.
 */
async function runDetection(carrier: Carrier, call: Call, detection: OutboundCallRequest['detection']) {
  if (!detection) return {};
  if (!detection.isAsync) {
    await detectMachine(carrier, call, detection);
    return detectionParams(call);
  }
  startTask(carrier, 'answering machine detection', async () => {
    await detectMachine(carrier, call, detection);
    postDetectionCallback(carrier, call, detection.callback);
  });
  return {};
}

function startCallRecording(
  carrier: Carrier,
  call: Call,
  { channels, callback }: NonNullable<OutboundCallRequest['record']>,
): void {
  const recording = startRecording(carrier, { call, source: 'OutboundAPI', channels, callback });
  call.lifetime.signal.addEventListener('abort', () => stopRecording(carrier, recording), { once: true });
}
