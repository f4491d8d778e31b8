/** Tests the claim of an agent leg: a claim is used at once or released, and an unused claim leaves nothing behind. */
import { expect, test, vi } from 'vitest';
import { admitToCarrier, placeClaimed } from '../../../../shared/domain/calls/claims.ts';
import type { CallRow } from '../../../../sql/calls/calls.ts';
import {
  agentRows,
  answerCall,
  legRows,
  createDialingTenant,
  ON_DEMAND,
  placeCall,
  reportStatus,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx, simulator } = system;

let lastNumber = 7_000;
const floor = () => createDialingTenant(system, { ...ON_DEMAND, phones: [`+1212555${(lastNumber += 1)}`] });

const handler = () => vi.fn<() => Promise<void>>();

test('a process that was frozen after its claim sends no request, and releases the claim', async () => {
  const call = {
    from: '+14155551234',
    ringSecondsMax: 30,
    timeLimitSeconds: 60,
    url: 'http://127.0.0.1/',
    statusCallback: '',
  };
  const before = simulator.ledger().calls.length;
  const handlers = {
    placed: handler(),
    refused: handler(),
    blocked: handler(),
    notSent: handler(),
    unknown: handler(),
  };
  const { campaignId } = await floor();
  const [{ tenantId }] = await ctx.sql<
    [{ tenantId: number }]
  >`select tenant_id from campaigns where id = ${campaignId}`;
  const admission = await admitToCarrier(ctx, { fromNumber: call.from, toNumber: '+14155558101', campaignId });
  const claim = { startedMs: performance.now() - 6_000, tenantId, subject: { legId: 'frozen' }, admission };
  const placing = placeClaimed(ctx, claim, { ...call, to: '+14155558101' }, handlers);
  await expect(placing).rejects.toThrow('did not take the request');
  const called = Object.entries(handlers).flatMap(([name, { mock }]) => (mock.calls.length > 0 ? name : []));
  expect(called).toEqual(['notSent']);
  expect(simulator.ledger().calls).toHaveLength(before);
});

/**
 * Rings an agent's phone while the carrier cannot be reached. `meanwhile` runs between the claim of the agent leg and
 * the release of the claim.
 */
async function ringWithoutCarrier(call: CallRow, meanwhile: () => Promise<void>): Promise<void> {
  const { carrier } = ctx;
  const placeCall = async () => {
    await meanwhile();
    return { outcome: 'not_sent' as const, message: 'connection refused' };
  };
  ctx.carrier = { ...carrier, placeCall };
  const legId = (await legRows(system, call.id))[0]!.id;
  await expect(system.runJob('agent.ring', { legId })).rejects.toThrow('did not take the request');
  ctx.carrier = carrier;
}

test('a leg whose claim was released is rung by the next attempt of the job', async () => {
  const call = await placeCall(system, await floor());
  await answerCall(system, call);
  await ringWithoutCarrier(call, async () => {});
  expect(await legRows(system, call.id)).toMatchObject([{ status: 'reserved', live: true }]);
  await system.runJob('agent.ring', { legId: (await legRows(system, call.id))[0]!.id });
  expect(await legRows(system, call.id)).toMatchObject([{ status: 'queued', callSid: expect.any(String) }]);
});

test('a leg whose call ended before the release is canceled, and its agent is free', async () => {
  const place = await floor();
  const call = await placeCall(system, place);
  await answerCall(system, call);
  await ringWithoutCarrier(call, () => reportStatus(system, call, { CallStatus: 'completed', CallDuration: '2' }));
  expect(await legRows(system, call.id)).toMatchObject([{ status: 'canceled', live: false }]);
  expect(await agentRows(system, place)).toMatchObject([{ currentCalls: 0 }]);
});
