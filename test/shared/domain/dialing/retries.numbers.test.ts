/** Tests leads with several numbers: which number is called, and that each rule holds for each number. */
import { expect, test } from 'vitest';
import {
  createDialingTenant,
  leadRow,
  placeCall,
  reportStatus,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York and 12:00 in Los Angeles.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { sql } = system.ctx;

test('after no answer the next number of the lead is called, and numbers that must not be called are left out', async () => {
  const [first, listed, second] = ['+12125550181', '+12125550182', '+13105550183'];
  const floor = await createDialingTenant(system, { phones: [], retry_policy: { max_attempts: 1 } });
  const phones = [{ phone: first, type: 'home' }, { phone: listed }, { phone: second, type: 'mobile' }];
  const added = await floor.owner.post('/api/leads', { campaign_id: floor.campaign, phone: first, phones });
  const [{ numeric_id: id, id: uuid }] = added.body['leads'];
  const { body } = await floor.owner.get(`/api/leads/${uuid}`);
  expect(body['lead']).toMatchObject({
    phone: first,
    phones: [
      { phone_normalized: first, type: 'home' },
      { phone_normalized: listed, type: null },
      { phone_normalized: second, type: 'mobile' },
    ],
  });
  await floor.owner.post('/api/dnc', { phone: listed });

  const call = await placeCall(system, floor);
  expect(call.toNumber).toBe(first);
  await reportStatus(system, call, { CallStatus: 'no-answer', CallDuration: '0' });
  await system.runJob('retry.schedule', { callId: call.id });
  expect(await leadRow(system, id)).toMatchObject({ status: 'pending', statusReason: 'next_number' });
  const next = await placeCall(system, floor);
  expect(next.toNumber).toBe(second);
  const [lead] = await sql`select p.place from leads l join places p on p.id = l.place_id where l.id = ${id}`;
  expect(lead!['place']).toContain('Los_Angeles');
  await reportStatus(system, next, { CallStatus: 'no-answer', CallDuration: '0' });
  await system.runJob('retry.schedule', { callId: next.id });
  expect(await leadRow(system, id)).toMatchObject({ status: 'failed', statusReason: 'attempts_used_up' });
  expect(await tickCampaign(system, floor)).toEqual([]);
});
