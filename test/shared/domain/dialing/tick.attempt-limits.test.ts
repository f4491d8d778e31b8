/** Tests that the legal limits of call attempts hold for a phone number, across leads, lead lists and campaigns. */
import { expect, test } from 'vitest';
import { claimCall } from '../../../../sql/dialing/call-claims.ts';
import { reservedCallById } from '../../../../sql/dialing/reservations.ts';
import { addToDncList } from '../../../../shared/domain/compliance/dnc.ts';
import {
  callRow,
  type DialingTenant,
  leadRow,
  createDialingTenant,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx, simulator } = system;
const { sql } = ctx;

let lastNumber = 7_000;
const phone = (area = '212') => `+1${area}555${(lastNumber += 1)}`;
const callsTo = (number: string) => simulator.ledger().calls.filter(({ to }) => to === number).length;

/** Inserts a call to the first lead of the tenant that ended `minutesAgo` minutes ago. */
async function pastCall(floor: DialingTenant, disposition: string, minutesAgo: number) {
  await sql`
    insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number, start_time, end_time,
      disposition)
    select tenant_id, campaign_id, id, 'outbound', 'completed', '+14155551234', phone, at, at, ${disposition}
    from leads, (select clock_now() - make_interval(mins => ${minutesAgo}) as at) t where id = ${floor.leadIds[0]!}`;
}

/** Creates another campaign of the tenant, with a lead that has the same phone number. */
async function alsoIn(floor: DialingTenant, number: string): Promise<DialingTenant> {
  const campaign = await createCampaign(floor.owner, {});
  const leadIds = await insertLeads(sql, campaign, [number]);
  const [{ id }] = await sql<[{ id: number }]>`
    update campaigns set status = 'active' where uuid = ${campaign} returning id`;
  return { ...floor, campaign, campaignId: id, leadIds };
}

test.each<[disposition: string, area: string, reason: string, hours: number]>([
  ['abandoned', '212', 'abandoned', 72],
  ['no_answer', '207', 'too_soon', 8],
])(
  'after a call that ended %s a number in area %s rests, in every campaign',
  async (disposition, area, reason, hours) => {
    const number = phone(area);
    const floor = await createDialingTenant(system, { phones: [number] });
    await pastCall(floor, disposition, 30);
    const other = await alsoIn(floor, number);
    expect(await tickCampaign(system, other)).toEqual([]);
    const lead = await leadRow(system, other.leadIds[0]!);
    expect(lead).toMatchObject({ status: 'pending', statusReason: reason });
    expect(lead.nextCallAt!.getTime() - ctx.clock.nowMs()).toBeGreaterThan((hours - 1) * 3_600_000);
  },
);

test('a number rests for the delay of the list that called it, in every list of the tenant', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number], retry_policy: { delay_minutes: 90 } });
  const other = await alsoIn(floor, number);
  await pastCall(floor, 'answered', 1);
  const preflight = () => floor.owner.get(`/api/campaigns/${other.campaign}/preflight`);
  const later = [{ reason: 'number_rests', leads: 1, first_at: expect.any(String) }];
  expect((await preflight()).body['preflight']).toMatchObject({ now: 0, later });

  expect(await tickCampaign(system, other)).toEqual([]);
  const lead = await leadRow(system, other.leadIds[0]!);
  expect(lead).toMatchObject({ status: 'pending', statusReason: 'number_rests' });
  const minutes = (lead.nextCallAt!.getTime() - ctx.clock.nowMs()) / 60_000;
  expect(Math.round(minutes)).toBe(89);
  expect((await preflight()).body['preflight']).toMatchObject({ now: 0, later });

  const reply = await floor.owner.put(`/api/campaigns/${floor.campaign}`, { retry_policy: { delay_minutes: 1 } });
  expect(reply.status).toBe(200);
  await system.runJob('leads.release', { tenantId: (await campaignRow(floor)).tenantId, campaignId: floor.campaignId });
  await system.advanceClock(60);
  expect((await preflight()).body['preflight']).toMatchObject({ now: 1, later: [] });
  expect(await tickCampaign(system, other)).toHaveLength(1);
});

test('the claim refuses a number that another list has called since the reservation', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const [reserved] = await tickCampaign(system, floor);
  const other = await alsoIn(floor, number);
  await pastCall(other, 'no_answer', 1);
  const call = await reservedCallById(sql, reserved!.id);
  expect(call!.restsUntil).not.toBeNull();
  expect(await sql.begin((tx) => claimCall(tx, call!, ['+14155551234']))).toBe(false);
  await sql`update calls set end_time = end_time - interval '1 hour' where lead_id = ${other.leadIds[0]!}`;
  expect(await sql.begin((tx) => claimCall(tx, call!, ['+14155551234']))).toBe(true);
});

test('an agreed call-back does not wait for the rest that another list causes, and a list does not rest itself', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const other = await alsoIn(floor, number);
  await pastCall(other, 'answered', 1);
  const { uuid } = await leadRow(system, floor.leadIds[0]!);
  const at = new Date(ctx.clock.nowMs()).toISOString();
  expect((await floor.owner.put(`/api/leads/${uuid}`, { next_call_at: at })).status).toBe(200);
  const [reserved] = await tickCampaign(system, floor);
  await system.runJob('call.place', { callId: reserved!.id });
  expect(callsTo(number)).toBe(1);
  // The retry rule of the lead's own campaign has made the lead due.
  const own = await createDialingTenant(system, { phones: [phone()] });
  await pastCall(own, 'busy', 1);
  expect(await tickCampaign(system, own)).toHaveLength(1);
});

test('a number in its cooldown cannot be made due', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  await pastCall(floor, 'abandoned', 71 * 60);
  const { uuid } = await leadRow(system, floor.leadIds[0]!);
  expect(await floor.owner.put(`/api/leads/${uuid}`, { next_call_at: null })).toMatchObject({ status: 200 });
  expect(await tickCampaign(system, floor)).toEqual([]);
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ statusReason: 'abandoned' });
  await sql`update calls set start_time = start_time - interval '1 hour', end_time = end_time - interval '1 hour'
    where lead_id = ${floor.leadIds[0]!}`;
  await sql`update leads set next_call_at = null where id = ${floor.leadIds[0]!}`;
  expect(await tickCampaign(system, floor)).toHaveLength(1);
});

test('a number whose cooldown begins after its reservation is not called', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const [reserved] = await tickCampaign(system, floor);
  await pastCall(floor, 'abandoned', 1);
  await system.runJob('call.place', { callId: reserved!.id });
  expect(callsTo(number)).toBe(0);
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending', statusReason: 'abandoned' });
});

test('an opt-out that commits while the claim waits for it prevents the call', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const [reserved] = await tickCampaign(system, floor);
  const { tenantId } = await callRow(system, reserved!.id);
  let placing: Promise<void> | undefined;
  await sql.begin(async (tx) => {
    await addToDncList({ sql: tx }, tenantId, { phone: number, reason: null, source: 'api', createdBy: null });
    placing = system.runJob('call.place', { callId: reserved!.id });
    await expect.poll(() => waitingForLocks()).toBeGreaterThan(0);
  });
  await placing;
  expect(callsTo(number)).toBe(0);
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'dnc', callAttempts: 0 });
});

test('a number is on the list from the end of the claim for which the do-not-call request waited', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const lead = await leadRow(system, floor.leadIds[0]!);
  const { adding, claimedAt } = await sql.begin(async (tx) => {
    await tx`select from leads where id = ${lead.id} for update`;
    const request = floor.owner.post('/api/dnc', { phone: number });
    await expect.poll(() => waitingForLocks()).toBeGreaterThan(0);
    const [{ now }] = await tx<[{ now: Date }]>`select clock_moment() as now`;
    return { adding: request, claimedAt: now };
  });
  await adding;
  const [row] = await sql<[{ createdAt: Date }]>`select created_at from dnc_numbers where phone = ${number}`;
  expect(row.createdAt.getTime()).toBeGreaterThanOrEqual(claimedAt.getTime());
});

async function waitingForLocks(): Promise<number> {
  const [row] = await sql<[{ waiting: number }]>`
    select count(*) as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  return row.waiting;
}

test('a call-back that is agreed on after the reservation stays', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const [reserved] = await tickCampaign(system, floor);
  const { uuid } = await leadRow(system, floor.leadIds[0]!);
  const nextCallAt = new Date(ctx.clock.nowMs() + 26 * 3_600_000);
  await floor.owner.put(`/api/leads/${uuid}`, { next_call_at: nextCallAt.toISOString() });
  await system.runJob('call.place', { callId: reserved!.id });
  expect(callsTo(number)).toBe(0);
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending', callBack: true, nextCallAt });
});

test("calling hours follow the clock of the database, not of the worker's machine", async () => {
  const number = phone();
  const hours = { calling_hours_start: '00:00:00', calling_hours_end: '00:00:00', timezone: 'America/New_York' };
  const floor = await createDialingTenant(system, { phones: [number], ...hours });
  const pastNine = (Date.parse('2026-01-14T02:02:00Z') - ctx.clock.nowMs()) / 1000;
  await system.advanceClock(pastNine);
  const { anchor } = ctx.clock;
  ctx.clock.setAnchor({ ...anchor, realMs: anchor.realMs + 300_000 });
  try {
    expect(await tickCampaign(system, floor)).toEqual([]);
    expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending', statusReason: 'legal_hours' });
  } finally {
    ctx.clock.setAnchor(anchor);
    await system.advanceClock(-pastNine);
  }
});

test('a lead in a country without rules is held, until the campaign states hours for the country', async () => {
  const tokyo = '+81312345678';
  // 15:00 in New York is 05:00 in Tokyo.
  const floor = await createDialingTenant(system, { phones: [tokyo] });
  expect(await tickCampaign(system, floor)).toEqual([]);
  const [lead = 0] = floor.leadIds;
  const held = { status: 'pending', statusReason: 'no_rules_for_country', nextCallAt: expect.any(Date) };
  expect(await leadRow(system, lead)).toMatchObject(held);
  const { body } = await floor.owner.get(`/api/campaigns/${floor.campaign}/preflight`);
  expect(body['preflight']).toMatchObject({ never: [{ reason: 'no_rules_for_country', leads: 1 }] });

  const put = (country_hours: unknown) => floor.owner.put(`/api/campaigns/${floor.campaign}`, { country_hours });
  const hours = { JP: [{ start: '04:00', end: '06:00' }] };
  expect((await put(hours)).body['campaign']).toMatchObject({ country_hours: hours });
  await system.runJob('leads.release', { tenantId: (await campaignRow(floor)).tenantId, campaignId: floor.campaignId });
  expect((await tickCampaign(system, floor)).map(({ toNumber }) => toNumber)).toEqual([tokyo]);

  for (const wrong of [
    { XX: hours.JP },
    { JP: [] },
    { JP: [{ start: '10:00', end: '09:00' }] },
    { JP: [{ start: '09:00', end: '12:00' }, ...hours.JP] },
  ])
    expect((await put(wrong)).status).toBe(400);
});

test('a change of the hours makes the leads due that the old hours held or failed', async () => {
  const floor = await createDialingTenant(system, { phones: [phone(), phone()] });
  const [first = 0, second = 0] = floor.leadIds;
  await sql`update leads set status = 'failed', status_reason = 'legal_hours' where id = ${first}`;
  await sql`
    update leads set status_reason = 'campaign_hours', next_call_at = clock_now() + interval '1 day' where id = ${second}`;
  const reply = await floor.owner.put(`/api/campaigns/${floor.campaign}`, { calling_hours_end: '20:30' });
  expect(reply.status).toBe(200);
  await system.runJob('leads.release', { tenantId: (await campaignRow(floor)).tenantId, campaignId: floor.campaignId });
  for (const id of [first, second])
    expect(await leadRow(system, id)).toMatchObject({ status: 'pending', statusReason: null });
});

async function campaignRow({ campaignId }: DialingTenant): Promise<{ tenantId: number }> {
  const [row] = await sql<[{ tenantId: number }]>`select tenant_id from campaigns where id = ${campaignId}`;
  return row;
}
