/** Tests reservations of transactions that run at the same time. */
import { expect, test } from 'vitest';
import { reserveCalls } from '../../../sql/dialing/reservations.ts';
import { createCampaign, insertLeads } from '../../helpers/fixtures/campaigns.ts';
import { createDialingTenant } from '../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';

const { ctx, ...system } = await createTestSystem();
const { sql } = ctx;
const [NUMBER_A, NUMBER_B] = ['+12125550101', '+12125550102'];

test('two campaigns that reserve the same numbers in a different order skip each other', async () => {
  const floor = await createDialingTenant({ ctx, ...system }, { phones: [NUMBER_A, NUMBER_B] });
  const beside = await createCampaign(floor.owner);
  const besideLeads = await insertLeads(sql, beside, [NUMBER_B, NUMBER_A]);
  const campaigns = await sql<{ id: number; tenantId: number; callerId: string }[]>`
    select id, tenant_id, caller_id from campaigns order by id`;
  const reserve = (tx: typeof sql, campaign: number, leadId: number) =>
    reserveCalls(tx, campaigns[campaign]!, [leadId], 1);

  // Each transaction has one number, then wants the number of the other.
  const reserved = await sql.begin(async (one) => {
    const first = await reserve(one as unknown as typeof sql, 0, floor.leadIds[0]!);
    const others = sql.begin(async (two) => [
      ...(await reserve(two as unknown as typeof sql, 1, besideLeads[0]!)),
      ...(await reserve(two as unknown as typeof sql, 1, besideLeads[1]!)),
    ]);
    const [second, other] = await Promise.all([reserve(one as unknown as typeof sql, 0, floor.leadIds[1]!), others]);
    return [...first, ...second, ...other];
  });
  const numbers = await sql<{ toNumber: string }[]>`select to_number from calls where live order by to_number`;
  expect(numbers.map(({ toNumber }) => toNumber)).toEqual([NUMBER_A, NUMBER_B]);
  expect(reserved).toHaveLength(2);
});

test('the turns follow the order of the leads', async () => {
  const floor = await createDialingTenant({ ctx, ...system }, { phones: ['+12125550103', '+12125550104'] });
  const [campaign] = await sql<[{ id: number; tenantId: number; callerId: string }]>`
    select id, tenant_id, caller_id from campaigns where id = ${floor.campaignId}`;
  const [first, second] = floor.leadIds;
  const calls = await reserveCalls(sql, campaign, [second!, first!], 7);
  const byTurn = calls.toSorted((a, b) => a.carrierTurn - b.carrierTurn);
  expect(byTurn.map(({ leadId, carrierTurn }) => [leadId, carrierTurn])).toEqual([
    [second, 7],
    [first, 8],
  ]);
});
