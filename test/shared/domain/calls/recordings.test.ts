/** Tests recordings whose report from the carrier was lost. */
import { expect, test, vi } from 'vitest';
import type { CarrierRecording } from '../../../../shared/clients/twilio.ts';
import { queueOf } from '../../../../shared/enqueue.ts';
import {
  agentRows,
  answerCall,
  callRow,
  createDialingTenant,
  placeCall,
  reportStatus,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx } = system;

/** Counts the jobs that ask the carrier for prices and recordings of the call. */
async function listPolls(callId: number): Promise<number> {
  const jobs = await queueOf(ctx.queues, 'cost.reconcile').getJobs();
  return jobs.filter(({ name, data }) => name === 'cost.reconcile' && data.payload.callId === callId).length;
}

test.each([
  ['a mailbox', 'machine_start'],
  ['an abandoned call', 'human'],
])('the lost recording of %s is found, and its price is part of the cost', async (_, answeredBy) => {
  const phones = [answeredBy === 'human' ? '+12125556001' : '+12125556002'];
  const floor = await createDialingTenant(system, { record_calls: true, phones });
  const call = await placeCall(system, floor);
  await ctx.sql`update agents set status = 'break' where id = ${(await agentRows(system, floor))[0]!.id}`;
  await answerCall(system, call, answeredBy);
  await system.advanceClock(5);
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '5' });
  expect(await callRow(system, call.id)).toMatchObject({ connectedAt: null });
  expect(await listPolls(call.id)).toBe(1);

  const recording = { sid: `RE${call.id}`, status: 'processing', duration: '5', channels: 1, source: 'OutboundAPI' };
  const list = vi.spyOn(ctx.carrier, 'listRecordings').mockResolvedValue([recording as CarrierRecording]);
  vi.spyOn(ctx.carrier, 'fetchRecording').mockResolvedValue({ price: '-0.0025' } as CarrierRecording);
  // The recording was not ready yet, so the next poll asks for the recording again.
  await ctx.sql`update calls set price = 0.014 where id = ${call.id}`;
  await system.runJob('cost.reconcile', { callId: call.id });
  expect(await listPolls(call.id)).toBe(2);
  list.mockResolvedValue([{ ...recording, status: 'completed' } as CarrierRecording]);
  await system.runJob('cost.reconcile', { callId: call.id, poll: 1 });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'rated', cost: 0.024, carrierFees: 0.0075 });
  expect(await ctx.sql`select status from recordings where call_id = ${call.id}`).toEqual([{ status: 'completed' }]);
});
