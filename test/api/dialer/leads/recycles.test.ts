/** Tests the recycle of finished leads: which leads become due again, and its progress. */
import { expect, test } from 'vitest';
import { createTenant } from '../../../helpers/api/client.ts';
import { createDialingTenant, leadRow, tickCampaign } from '../../../helpers/fixtures/outbound-calls.ts';
import { insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import type { LeadRow } from '../../../../sql/leads/leads.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx } = system;
const { sql } = ctx;

let lastNumber = 3_000;
const phone = () => `+1212555${(lastNumber += 1)}`;
const ago = (minutes: number) => new Date(ctx.clock.nowMs() - minutes * 60_000);

/** Stores a finished lead whose last call had the disposition. */
async function finish(id: number, disposition: string, minutesAgo: number, lead: Partial<LeadRow> = {}) {
  const at = ago(minutesAgo);
  await sql`
    insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number, start_time, end_time,
      disposition)
    select tenant_id, campaign_id, id, 'outbound', 'completed', '+14155551234', phone, ${at}, ${at}, ${disposition}
    from leads where id = ${id}`;
  await sql`update leads set ${sql({ status: 'failed', callAttempts: 1, ...lead })} where id = ${id}`;
}

test('a recycle makes the leads due again that match, after a dry run that says the same', async () => {
  const policy = { max_attempts: 3, delay_minutes: 30 };
  const floor = await createDialingTenant(system, { phones: Array.from({ length: 11 }, phone), retry_policy: policy });
  const { owner, campaign, campaignId } = floor;
  const ids = floor.leadIds as [number, number, number, number, number, number, number, number, number, number, number];
  const [due, resting, answered, used, listed, invalid, old, fresh, often, waiting, optedOut] = ids;
  await finish(due, 'no_answer', 120, { status: 'failed', statusReason: 'policy_no_answer' });
  await finish(resting, 'busy', 10);
  await finish(answered, 'answered', 120, { status: 'completed' });
  await finish(used, 'busy', 120, { callAttempts: 3, statusReason: 'attempts_used_up' });
  await finish(listed, 'busy', 120);
  await sql`
    insert into dnc_numbers (tenant_id, phone, source) select tenant_id, phone, 'api' from leads where id = ${listed}`;
  await finish(invalid, 'busy', 120, { statusReason: 'number_invalid' });
  await finish(old, 'busy', 60 * 24 * 9);
  await finish(fresh, 'busy', 1);
  await finish(often, 'busy', 120, { callAttempts: 2 });
  await finish(optedOut, 'busy', 120, { status: 'dnc', doNotCall: true });
  await sql`update leads set next_call_at = clock_now() + interval '1 day' where id = ${waiting}`;
  await sql`update campaigns set total_leads = 11, status = 'completed', list_exhausted = true where id = ${campaignId}`;

  const filter = {
    dispositions: ['no_answer', 'busy'],
    attempts_max: 1,
    last_call_after: ago(60 * 24 * 7).toISOString(),
    last_call_before: ago(5).toISOString(),
  };
  const path = `/api/campaigns/${campaign}/recycle`;
  const plan = await owner.post(path, { ...filter, dry_run: true });
  const leftOut = { disposition: 1, do_not_call: 2, number_invalid: 1, last_call: 2, attempts: 2, pending: 1 };
  expect(plan).toMatchObject({ status: 200, body: { dry_run: true, total: 11, requeued: 2 } });
  expect(plan.body['dispositions']).toEqual({ no_answer: 1, busy: 1 });
  expect(plan.body['left_out']).toEqual(leftOut);
  expect(await leadRow(system, due)).toMatchObject({ status: 'failed' });
  const anyAttempts = await owner.post(path, { dispositions: ['busy'], dry_run: true });
  expect(anyAttempts.body['left_out']).toMatchObject({ attempts_used_up: 1 });

  const started = await owner.post(path, filter);
  expect(started).toMatchObject({ status: 202, body: { recycle: { status: 'running', progress: 0, total: 11 } } });
  expect((await owner.post(path, filter)).status).toBe(409);
  const { id, uuid } = await recycleOf(campaignId);
  await Promise.all([1, 2].map(() => system.runJob('leads.recycle', { recycleId: id })));
  const { body } = await owner.get(started.body['status_url']);
  expect(body['recycle']).toMatchObject({ id: uuid, status: 'completed', progress: 1, examined: 11, requeued: 2 });
  expect(body['recycle'].left_out).toEqual(leftOut);
  expect((await (await createTenant(system)).get(started.body['status_url'])).status).toBe(404);

  const again = { status: 'pending', statusReason: 'recycled' };
  expect(await leadRow(system, due)).toMatchObject({ ...again, callAttempts: 1 });
  const rested = await leadRow(system, resting);
  expect(rested).toMatchObject(again);
  expect(Math.round((rested.nextCallAt!.getTime() - ctx.clock.nowMs()) / 60_000)).toBe(20);
  for (const stays of [answered, used, listed, invalid, old, fresh, often, optedOut])
    expect((await leadRow(system, stays)).status).not.toBe('pending');
  // The list was exhausted, and the campaign goes on.
  expect((await owner.get(`/api/campaigns/${campaign}`)).body['campaign'].status).toBe('active');
  expect((await tickCampaign(system, floor)).map(({ leadId }) => leadId)).toEqual([due]);
  const [event] = await sql`
    select e.verb, e.changes from audit_events e where e.entity = 'lead_recycle' and e.entity_uuid = ${uuid}`;
  expect(event).toMatchObject({ verb: 'created', changes: { dispositions: { after: ['no_answer', 'busy'] } } });
});

async function recycleOf(campaignId: number): Promise<{ id: number; uuid: string }> {
  const [row] = await sql<[{ id: number; uuid: string }]>`
    select id, uuid from lead_recycles where campaign_id = ${campaignId} order by id desc`;
  return row;
}

test('a recycle of many leads works in parts, and continues where it was interrupted', async () => {
  const floor = await createDialingTenant(system, { phones: [] });
  const phones = Array.from({ length: 4_500 }, (_, n) => `+1646555${String(n).padStart(4, '0')}`);
  await insertLeads(sql, floor.campaign, phones);
  const { campaignId, owner, campaign } = floor;
  await sql`update campaigns set total_leads = 4500 where id = ${campaignId}`;
  await sql`
    insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number, start_time, end_time,
      disposition)
    select tenant_id, campaign_id, id, 'outbound', 'completed', '+14155551234', phone, clock_now(), clock_now(), 'busy'
    from leads where campaign_id = ${campaignId}`;
  await sql`update leads set status = 'failed', call_attempts = 1 where campaign_id = ${campaignId}`;
  const started = await owner.post(`/api/campaigns/${campaign}/recycle`, { dispositions: ['busy'] });
  const { id } = await recycleOf(campaignId);
  const progress = async () => (await owner.get(started.body['status_url'])).body['recycle'];
  // The database refuses the third part, as if the process had died before it.
  await sql`create function refuse() returns trigger language plpgsql as 'begin raise exception ''died''; end'`;
  await sql`create trigger refuse before update on lead_recycles for each row when (new.examined > 4000) execute function refuse()`;
  await expect(system.runJob('leads.recycle', { recycleId: id })).rejects.toThrow('died');
  expect(await progress()).toMatchObject({ status: 'running', examined: 4_000, requeued: 4_000, progress: 0.888 });
  await sql`drop trigger refuse on lead_recycles`;
  await sql`drop function refuse`;
  await system.runJob('leads.recycle', { recycleId: id });
  expect(await progress()).toMatchObject({ status: 'completed', examined: 4_500, requeued: 4_500, left_out: {} });
  const [{ pending }] = await sql<[{ pending: number }]>`
    select count(*) as pending from leads where campaign_id = ${campaignId} and status = 'pending'`;
  expect(pending).toBe(4_500);
});

test('a recycle finds leads by the code of a custom disposition, and refuses a word that is none', async () => {
  const floor = await createDialingTenant(system, { phones: [phone(), phone(), phone()] });
  const [later, never, plain] = floor.leadIds as [number, number, number];
  for (const id of floor.leadIds) await finish(id, 'answered', 120, { status: 'completed' });
  for (const [lead, code] of [
    [later, 'call_next_year'],
    [never, 'not_interested'],
  ] as const) {
    const fields = { code, name: code, is_contact: true, is_conversation: true, is_sale: false, next_step: 'final' };
    expect((await floor.owner.post('/api/dispositions', fields)).status).toBe(201);
    await sql`
      update calls set disposition_id = (select id from dispositions where code = ${code}) where lead_id = ${lead}`;
  }
  const path = `/api/campaigns/${floor.campaign}/recycle`;
  const plan = await floor.owner.post(path, { dispositions: ['call_next_year', 'busy'], dry_run: true });
  expect(plan.body).toMatchObject({
    requeued: 1,
    dispositions: { call_next_year: 1 },
    left_out: { disposition: 2 },
  });
  await floor.owner.post(path, { dispositions: ['call_next_year'] });
  await system.runJob('leads.recycle', { recycleId: (await recycleOf(floor.campaignId)).id });
  expect((await leadRow(system, later)).status).toBe('pending');
  for (const id of [never, plain]) expect((await leadRow(system, id)).status).toBe('completed');
  const reply = await floor.owner.post(path, { dispositions: ['cal_next_year'] });
  expect(reply).toMatchObject({ status: 400, body: { details: [{ field: 'dispositions' }] } });
});
