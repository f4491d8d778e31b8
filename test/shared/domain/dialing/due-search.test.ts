/** Tests that leads who sleep do not stand before the first lead that may be called. */
import { expect, inject, test } from 'vitest';
import { placeIds } from '../../../../sql/compliance/places.ts';
import { placeOfNumber, placeText } from '../../../../shared/rules/compliance/number-time-zones.ts';
import {
  createDialingTenant,
  type DialingTenant,
  leadRow,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// Tuesday, 15:00 in New York; Wednesday, 07:00 in Sydney, where calls begin at 09:00.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { sql } = system.ctx;
const SYDNEY_OPENS = '2026-01-13T22:00:00.000Z';
/** More than one tick checks or holds. */
const SLEEPING = inject('isLong') ? 200_000 : 3_000;

let lastNumber = 1_000;
const phone = () => `+1212555${(lastNumber += 1)}`;

/** Inserts leads in Sydney, as an import would. */
async function insertSleeping({ campaignId }: DialingTenant, leads: number): Promise<void> {
  const [place] = await placeIds(sql, [placeText(placeOfNumber('+61291230000'))]);
  await sql`
    insert into leads (tenant_id, campaign_id, phone, phone_normalized, place_id)
    select k.tenant_id, k.id, p.phone, p.phone, ${place!}
    from campaigns k, generate_series(1, ${leads}::int) as n, lateral (select '+6129' || (1000000 + n) as phone) p
    where k.id = ${campaignId}`;
  await sql`update campaigns set total_leads = total_leads + ${leads} where id = ${campaignId}`;
}

const heldLeads = async ({ campaignId }: DialingTenant) => {
  const [row] = await sql<[{ held: number }]>`
    select count(*) as held from leads
    where campaign_id = ${campaignId} and status_reason = 'legal_hours' and next_call_at = ${SYDNEY_OPENS}`;
  return row.held;
};

const reasons = async ({ owner, campaign }: DialingTenant) =>
  (await owner.get(`/api/campaigns/${campaign}/pacing`)).body['pacing'].reasons as { code: string; message: string }[];

test('the first tick calls the lead behind a long list of leads who sleep', { timeout: 120_000 }, async () => {
  const floor = await createDialingTenant(system, { phones: [], agents: 2 });
  await insertSleeping(floor, SLEEPING);
  const awake = phone();
  await insertLeads(sql, floor.campaign, [awake]);
  expect((await reasons(floor)).map(({ code }) => code)).not.toContain('no_lead_due');
  expect((await tickCampaign(system, floor)).map(({ toNumber }) => toNumber)).toEqual([awake]);
  const held = await heldLeads(floor);
  expect(held).toBeGreaterThan(100);
  await tickCampaign(system, floor);
  expect(await heldLeads(floor)).toBeGreaterThan(held);
});

test('while every lead sleeps, the reason names the time at which the first one wakes', async () => {
  const floor = await createDialingTenant(system, { phones: [], agents: 2 });
  await insertSleeping(floor, SLEEPING);
  const message = expect.stringContaining(`the next one at ${SYDNEY_OPENS}`);
  expect(await reasons(floor)).toContainEqual({ code: 'no_lead_due', message });
  expect(await tickCampaign(system, floor)).toEqual([]);
  expect(await reasons(floor)).toContainEqual({ code: 'no_lead_due', message });
});

test('among places that are open, the order of the list counts', async () => {
  const floor = await createDialingTenant(system, { phones: [], agents: 4 });
  await insertSleeping(floor, 200);
  const [normal, high, other] = [phone(), `+1303555${(lastNumber += 1)}`, phone()];
  const leadIds = await insertLeads(sql, floor.campaign, [normal, high, other]);
  await sql`update leads set priority = 'high' where id = ${leadIds[1]!}`;
  await system.runJob('system.sweep', {});
  expect((await leadRow(system, leadIds[0]!)) as unknown as { placeId: number }).not.toMatchObject({ placeId: 0 });
  const reserved = await tickCampaign(system, floor);
  expect(reserved.map(({ toNumber }) => toNumber)).toEqual([high, normal, other]);
});
