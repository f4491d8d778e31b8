/**
 * A rolling restart refuses no request: two API processes behind a load balancer stop and start one after the other, while
 * users and the carrier send requests.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataOf } from '../../../api/client/client.ts';
import { waitForAnswer } from '../../../scripts/processes/readiness.ts';
import { randomCallSid, randomPhoneNumber } from '../../helpers/fixtures/inbound-calls.ts';
import { startPayPerCall } from '../../helpers/fixtures/pay-per-call-system.ts';

const PAUSE_MS = 10;
/** A process starts within this time, also on a busy machine. Milliseconds of real time. */
const READY_MS_MAX = 60_000;
const PHONE = '+14155557002';

const system = await startPayPerCall([[]], 5, 2);
afterAll(() => system[Symbol.asyncDispose]());
const { running, api } = system;

beforeAll(async () => {
  await dataOf(api.POST('/campaigns', { body: { name: 'Plain', phoneNumber: PHONE } }));
});

const voice = async () => {
  const params = { CallSid: randomCallSid(), From: randomPhoneNumber(), To: PHONE, CallStatus: 'ringing' };
  return (await system.callback('/api/webhooks/voice', { ...params, Direction: 'inbound' })).status;
};
const page = async () => {
  const response = await fetch(`${running.apiUrl}/healthz`);
  await response.body?.cancel();
  // The worker is not restarted, so the product stays healthy.
  return response.status;
};
const list = async () => {
  await dataOf(api.GET('/buyers'));
  return 200;
};

/** Sends requests without a pause until `over`. Returns their statuses, and what failed. */
async function sendRequests(over: AbortSignal): Promise<{ answered: number; refused: unknown[] }> {
  const result = { answered: 0, refused: [] as unknown[] };
  const keepSending = async (send: () => Promise<number>) => {
    while (!over.aborted) {
      const status = await send().catch((error: Error) => error);
      if (typeof status === 'number' && status < 300) result.answered += 1;
      else result.refused.push(status);
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all([keepSending(voice), keepSending(page), keepSending(list)]);
  return result;
}

test('each API process restarts, and every request is answered', { timeout: 240_000 }, async () => {
  const over = new AbortController();
  const sending = sendRequests(over.signal);
  const starts: number[] = [];
  for (const [name, port] of running.apiPorts) {
    await sleep(1_000);
    const child = running.children.get(name)!;
    const { pid } = child;
    await child.stop();
    await child.start();
    await waitForAnswer(`http://127.0.0.1:${port}/readyz`, AbortSignal.timeout(READY_MS_MAX));
    // The load balancer notices it with its next check.
    await sleep(2_000);
    starts.push(child.pid! - pid!);
  }
  over.abort();
  const { answered, refused } = await sending;
  console.log(`rolling restart: ${answered} requests answered, ${refused.length} refused`);
  expect(refused).toEqual([]);
  expect(answered).toBeGreaterThan(100);
  expect(starts.filter((difference) => difference !== 0)).toHaveLength(2);
});
