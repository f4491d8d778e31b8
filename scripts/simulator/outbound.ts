/** Calls made through REST, from the queue to the last instruction. */
import { hangUp, limitTime, newCall } from './call.ts';
import { type Call, isOver } from './call-record.ts';
import { type Carrier, spawn } from './carrier.ts';
import { type Detection, detectionParams, detectMachine, postDetection } from './detection.ts';
import { queueTimeMs, takeTurn } from './dial-queue.ts';
import { finishRecording, startRecording } from './recording.ts';
import { ring } from './ringing.ts';
import type { StatusCallback } from './status-callback.ts';
import type { Source } from './twiml/document.ts';
import { runInstructions } from './twiml/execute.ts';

export type OutboundOrder = {
  from: string;
  to: string;
  callback: StatusCallback | null;
  fallback: Call['fallback'];
  timeoutSeconds: number;
  timeLimitSeconds: number;
  record: { channels: 1 | 2; callback: StatusCallback | null } | null;
  /** Asynchronous detection runs beside the instructions, which else wait for its result. */
  detection: (Detection & { isAsync: boolean; callback: StatusCallback | null }) | null;
  /** What the leg does once it is answered: follow instructions, or something of the carrier's own. */
  onAnswer: Source | ((call: Call) => Promise<void>);
};

/** Accepts a call: it is in the books at once, rings when its turn comes, and ends by itself. */
export function placeCall(carrier: Carrier, order: OutboundOrder): Call {
  const { from, to, callback, fallback, onAnswer } = order;
  const url = typeof onAnswer === 'object' && 'url' in onAnswer ? onAnswer.url : null;
  const call = newCall(carrier, {
    direction: 'outbound-api',
    from,
    to,
    url,
    callback,
    fallback,
    queueTimeMs: queueTimeMs(carrier),
  });
  spawn(carrier, `call ${call.sid}`, async () => {
    try {
      await drive(carrier, call, order);
    } finally {
      // Also when something in here is broken: no leg may stay up for ever.
      hangUp(carrier, call);
    }
  });
  return call;
}

async function drive(carrier: Carrier, call: Call, order: OutboundOrder): Promise<void> {
  await takeTurn(carrier, call);
  if (!(await ring(carrier, call, order.timeoutSeconds))) return;
  limitTime(carrier, call, order.timeLimitSeconds);
  if (order.record) recordLeg(carrier, call, order.record);
  const params = await detect(carrier, call, order.detection);
  if (isOver(call)) return;
  const { onAnswer } = order;
  if (typeof onAnswer === 'function') await onAnswer(call);
  else await runInstructions(carrier, call, 'url' in onAnswer ? { ...onAnswer, params } : onAnswer, 'call');
}

/** Synchronous detection keeps the instructions waiting and tells them its result; asynchronous runs beside them. */
async function detect(carrier: Carrier, call: Call, detection: OutboundOrder['detection']) {
  if (!detection) return {};
  if (!detection.isAsync) {
    await detectMachine(carrier, call, detection);
    return detectionParams(call);
  }
  spawn(carrier, 'answering machine detection', async () => {
    await detectMachine(carrier, call, detection);
    postDetection(carrier, call, detection.callback);
  });
  return {};
}

function recordLeg(carrier: Carrier, call: Call, { channels, callback }: NonNullable<OutboundOrder['record']>): void {
  const recording = startRecording(carrier, { call, source: 'OutboundAPI', channels, callback });
  call.over.signal.addEventListener('abort', () => finishRecording(carrier, recording), { once: true });
}
