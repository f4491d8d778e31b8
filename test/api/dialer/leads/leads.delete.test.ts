/** Tests the deletion of a lead: what goes, what stays, and when a lead cannot be deleted. */
import { expect, test } from 'vitest';
import { createTenant } from '../../../helpers/api/client.ts';
import {
  callRow,
  createDialingTenant,
  type DialingTenant,
  leadRow,
  placeCall,
  reportStatus,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { sql } = system.ctx;

async function pathOf({ leadIds }: DialingTenant): Promise<string> {
  return `/api/leads/${(await leadRow(system, leadIds[0]!)).uuid}`;
}

test('a lead is deleted with its data, and its calls and do-not-call entry stay', async () => {
  const number = '+12125550171';
  const floor = await createDialingTenant(system, { phones: [number, '+12125550172'] });
  const { owner, campaign } = floor;
  await sql`update campaigns set total_leads = 2 where id = ${floor.campaignId}`;
  const path = await pathOf(floor);
  const call = await placeCall(system, floor);
  await reportStatus(system, call, { CallStatus: 'no-answer', CallDuration: '0' });
  await owner.post('/api/dnc', { phone: number });

  expect((await (await createTenant(system)).delete(path)).status).toBe(404);
  expect(await owner.delete(path)).toMatchObject({ status: 200, body: { lead: { phone_normalized: number } } });
  for (const reply of [await owner.get(path), await owner.delete(path)]) expect(reply.status).toBe(404);
  const leads = await owner.get(`/api/leads?campaign_id=${campaign}`);
  expect(leads.body).toMatchObject({ total: 1, leads: [{ phone: '+12125550172' }] });
  expect((await owner.get(`/api/calls/${call.uuid}`)).body['call']).toMatchObject({
    to_number: number,
    lead_id: null,
    disposition: 'no_answer',
  });
  expect((await owner.get('/api/dnc')).body['dnc']).toMatchObject([{ phone: number }]);
  const again = await owner.post('/api/leads', { campaign_id: campaign, phone: number });
  expect(again.body).toMatchObject({ leads: [{ status: 'dnc' }] });
  // The job that plans the next call of the lead may run after the deletion.
  await system.runJob('retry.schedule', { callId: call.id });

  const [event] = await sql`
    select e.changes from audit_events e join tenants t on t.id = e.tenant_id
    where t.uuid = ${owner.user.tenant_id} and e.entity = 'lead' and e.verb = 'deleted'`;
  expect(event).toMatchObject({ changes: { phone_normalized: { before: '[hidden]', after: null } } });
  expect(JSON.stringify(event)).not.toContain(number);
});

test('a lead is not deleted while a call is reserved or live', async () => {
  const floor = await createDialingTenant(system, { phones: ['+12125550173'] });
  const path = await pathOf(floor);
  const [reserved] = await tickCampaign(system, floor);
  expect((await floor.owner.delete(path)).status).toBe(409);
  await system.runJob('call.place', { callId: reserved!.id });
  expect((await floor.owner.delete(path)).status).toBe(409);
  await reportStatus(system, await callRow(system, reserved!.id), { CallStatus: 'busy', CallDuration: '0' });
  expect((await floor.owner.delete(path)).status).toBe(200);
});
