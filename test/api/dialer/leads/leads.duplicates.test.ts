/** Tests what happens to a lead whose number is uploaded or added again. */
import { afterAll, expect, test } from 'vitest';
import { startWorker } from '../../../../workers/worker.ts';
import { csvForm } from '../../../helpers/fixtures/lead-imports.ts';
import {
  callRow,
  createDialingTenant,
  leadRow,
  placeCall,
  reportStatus,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import type { LeadRow } from '../../../../sql/leads/leads.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx } = system;
const { sql } = ctx;
const pool = startWorker(ctx, 'imports', new AbortController());
afterAll(() => pool.close());

let lastNumber = 5_000;
const phone = () => `+1212555${(lastNumber += 1)}`;

const setLead = (id: number, lead: Partial<LeadRow>) => sql`update leads set ${sql(lead)} where id = ${id}`;

test('an update takes the fields that the row has, and skip leaves the lead as it is', async () => {
  const [number, untouched] = [phone(), phone()];
  const { owner, campaign, leadIds } = await createDialingTenant(system, { phones: [number, untouched] });
  const stored = {
    firstName: 'Sara',
    notes: 'Stays',
    priority: 'high' as const,
    customFields: { seats: '3', city: 'Bern' },
  };
  await setLead(leadIds[0]!, stored);
  await setLead(leadIds[1]!, { firstName: 'Kim', country: 'US' });
  const header = 'phone,first_name,last_name,notes,seats\n';
  const csv = `${header}${number},Sarah,Ahmed,,4\n${number},Second,,,\n${untouched},Kim,,,\n${phone()},New,,,\n`;
  const send = async (policy?: string) => {
    const reply = await owner.post(
      '/api/leads/upload',
      csvForm(csv, { campaign_id: campaign, ...(policy && { on_duplicate: policy }) }),
    );
    expect(reply.status).toBe(200);
    return reply.body['results'];
  };
  const counts = { total: 4, valid: 1, inserted: 1, duplicates: 3, dnc: 0, invalid: 0 };
  expect(await send()).toEqual(counts);
  expect(await leadRow(system, leadIds[0]!)).toMatchObject(stored);

  const duplicates = { ...counts, valid: 0, inserted: 0, duplicates: 4 };
  expect(await send('update')).toEqual({ ...duplicates, updated: 1, requeued: 0 });
  expect(await leadRow(system, leadIds[0]!)).toMatchObject({
    firstName: 'Sarah',
    lastName: 'Ahmed',
    notes: 'Stays',
    priority: 'high',
    customFields: { seats: '4', city: 'Bern' },
    status: 'pending',
  });
  expect(await send('update')).toEqual({ ...duplicates, updated: 0, requeued: 0 });
  const imports = await owner.get(`/api/imports?campaign_id=${campaign}`);
  expect(imports.body['imports'][1]['results']).toMatchObject({ updated: 1, requeued: 0 });

  const lead = { phone: number, priority: 'low' };
  const added = await owner.post('/api/leads', { campaign_id: campaign, on_duplicate: 'update', leads: [lead, lead] });
  expect(added.body).toMatchObject({ results: { duplicates: 2, updated: 1, requeued: 0 } });
  expect(added.body['leads'].map(({ status }: { status: string }) => status)).toEqual(['updated', 'duplicate']);
  expect(await leadRow(system, leadIds[0]!)).toMatchObject({ priority: 'low', firstName: 'Sarah' });
  const wrong = await owner.post('/api/leads/upload', csvForm(csv, { campaign_id: campaign, on_duplicate: 'replace' }));
  expect(wrong.status).toBe(400);
});

test('requeue makes a finished lead due again after its rest, and never one that must not be called', async () => {
  const phones = Array.from({ length: 8 }, phone);
  const floor = await createDialingTenant(system, { phones, retry_policy: { max_attempts: 3, delay_minutes: 30 } });
  const { owner, campaign, leadIds } = floor;
  const [called, used, listed, invalid, optedOut, waiting, erased, live] = leadIds as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  await sql`update leads set country = 'US' where campaign_id = ${floor.campaignId}`;
  const finished = { status: 'failed' as const, statusReason: 'attempts_used_up', callAttempts: 3 };
  await setLead(used, finished);
  await setLead(listed, { status: 'completed', callAttempts: 1 });
  await setLead(invalid, { status: 'failed', statusReason: 'number_invalid' });
  await setLead(optedOut, { status: 'completed', doNotCall: true });
  await setLead(erased, { status: 'dnc', doNotCall: true, erased: true });
  await setLead(waiting, { nextCallAt: new Date(ctx.clock.nowMs() + 86_400_000) });
  await setLead(live, { priority: 'low' });
  await sql`
    insert into dnc_numbers (tenant_id, phone, source)
    select tenant_id, phone_normalized, 'api' from leads where id = ${listed}`;
  const call = await placeCall(system, floor);
  await reportStatus(system, call, { CallStatus: 'busy', CallDuration: '0' });
  await setLead(called, { status: 'completed', statusReason: 'answered' });
  const inCall = await placeCall(system, floor);
  expect(inCall.leadId).toBe(live);

  const requeue = () =>
    owner.post('/api/leads', {
      campaign_id: campaign,
      on_duplicate: 'requeue',
      leads: phones.map((phone) => ({ phone })),
    });
  const reply = await requeue();
  const statuses = reply.body['leads'].map(({ status }: { status: string }) => status);
  const stays = 'duplicate';
  expect(statuses).toEqual(['requeued', stays, 'dnc', stays, stays, stays, stays, stays]);
  expect(reply.body['results']).toMatchObject({ duplicates: 7, dnc: 1, updated: 0, requeued: 1 });
  const lead = await leadRow(system, called);
  expect(lead).toMatchObject({ status: 'pending', statusReason: 'requeued', callAttempts: 1 });
  const ended = (await callRow(system, call.id)).endTime!.getTime();
  expect(lead.nextCallAt!.getTime()).toBe(ended + 30 * 60_000);
  expect(await leadRow(system, used)).toMatchObject(finished);
  expect((await requeue()).body['results']).toMatchObject({ updated: 0, requeued: 0 });

  // A higher limit of attempts lets the lead be called again.
  await owner.put(`/api/campaigns/${campaign}`, { retry_policy: { max_attempts: 4 } });
  expect((await requeue()).body['results']).toMatchObject({ requeued: 1 });
});

test('a campaign whose list was exhausted goes on with a requeued lead', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  await setLead(floor.leadIds[0]!, { status: 'completed', statusReason: 'message_left' });
  await sql`update campaigns set total_leads = 1 where id = ${floor.campaignId}`;
  await system.runJob('campaigns.complete', {});
  const status = async () => (await floor.owner.get(`/api/campaigns/${floor.campaign}`)).body['campaign'].status;
  expect(await status()).toBe('completed');
  const leads = { campaign_id: floor.campaign, on_duplicate: 'requeue', phone: number };
  const reply = await floor.owner.post('/api/leads', leads);
  expect(reply.body['results']).toMatchObject({ duplicates: 1, requeued: 1 });
  expect(await status()).toBe('active');
  expect(await tickCampaign(system, floor)).toHaveLength(1);
});
