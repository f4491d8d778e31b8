/** Tests the warm start: a new campaign begins with the pacing statistics of another campaign of the same tenant. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { adoptStatistics } from '../../../../shared/domain/pacing/warm-start.ts';
import { observedAnswers } from '../../../../shared/rules/pacing/answer-share.ts';
import { hasEnoughStatistics } from '../../../../shared/rules/pacing/statistics.ts';
import { coldPacerState, restorePacerState } from '../../../../shared/rules/pacing/pacer-state.ts';
import { type DialingTenant, createDialingTenant, tickCampaign } from '../../../helpers/fixtures/outbound-calls.ts';
import { LONG_LIST, createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { savePacerState, savedPacerState, pacerStateAfter } from '../../../helpers/fixtures/pacer-state.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 10:00 in New York.
const system = await createTestSystem();
const { sql } = system.ctx;

let lastNumber = 5_557_000;
const phones = (count: number) => Array.from({ length: count }, () => `+1212${(lastNumber += 1)}`);

const pacing = async ({ owner, campaign }: Pick<DialingTenant, 'owner' | 'campaign'>) =>
  (await owner.get(`/api/campaigns/${campaign}/pacing`)).body['pacing'];

test('a new campaign starts with statistics of its tenant, and of no other tenant', async () => {
  const floor = await createDialingTenant(system, { phones: [], agents: 6 });
  const donor = restorePacerState(pacerStateAfter(0.5));
  await savePacerState(sql, floor.campaignId, pacerStateAfter(0.5));
  const second = await createCampaign(floor.owner);
  await insertLeads(sql, second, phones(LONG_LIST));
  const [{ id }] = await sql<[{ id: number }]>`
    update campaigns set status = 'active' where uuid = ${second} returning id`;
  await tickCampaign(system, { ...floor, campaignId: id });
  const warm = await savedPacerState(sql, id);
  expect(warm.statistics).toMatchObject({ rings: donor.statistics.rings, talk: donor.statistics.talk });
  expect(warm.ledger).toMatchObject({ served: 0, abandoned: 0 });
  expect(warm.price).toEqual(coldPacerState().price);
  expect((await pacing({ ...floor, campaign: second })).last_tick).toMatchObject({ mode: 'predictive' });

  const stranger = await createDialingTenant(system, { phones: phones(1), agents: 6 });
  await tickCampaign(system, stranger);
  expect((await savedPacerState(sql, stranger.campaignId)).statistics).toEqual(coldPacerState().statistics);
  expect((await pacing(stranger)).last_tick).toMatchObject({ fallback: 'cold_statistics' });
});

test('a campaign of the same agent group donates first, then the most recent campaign', async () => {
  const floor = await createDialingTenant(system, { phones: [], agents: 3 });
  const group = (await floor.owner.post('/api/agent-groups', { name: 'Sales' })).body['agent_group'];
  const add = async (fields: Record<string, unknown>, at: string, share: number) => {
    const uuid = await createCampaign(floor.owner, fields);
    const [row] = await sql<[{ id: number }]>`
      update campaigns set pacing_report = ${sql.json({ at })} where uuid = ${uuid} returning id`;
    await savePacerState(sql, row.id, pacerStateAfter(share));
  };
  await add({ agent_group_id: group.id }, '2026-01-10T10:00:00Z', 0.9);
  await add({}, '2026-01-12T10:00:00Z', 0.7);
  await add({}, '2026-01-11T10:00:00Z', 0.5);
  const startedFrom = async (fields: Record<string, unknown>) => {
    const uuid = await createCampaign(floor.owner, fields);
    const [{ id }] = await sql<[{ id: number }]>`
      update campaigns set status = 'active' where uuid = ${uuid} returning id`;
    await tickCampaign(system, { ...floor, campaignId: id });
    const { calls, humans } = observedAnswers((await savedPacerState(sql, id)).statistics.answers);
    await sql`update campaigns set pacer_state = null where id = ${id}`;
    return humans / calls;
  };
  expect(await startedFrom({ agent_group_id: group.id })).toBeCloseTo(0.9, 1);
  expect(await startedFrom({})).toBeCloseTo(0.7, 1);
});

test('a warm start has enough statistics, keeps its own ledger and never expects few answers', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 1, noNaN: true }), fc.nat(1_000), fc.nat(30), (share, served, abandoned) => {
      const donor = restorePacerState(pacerStateAfter(share));
      const cold = coldPacerState();
      const own = { ...cold, ledger: { ...cold.ledger, served, abandoned }, factor: 0.5 };
      const warm = adoptStatistics(own, donor.statistics);
      expect(hasEnoughStatistics(warm.statistics)).toBe(true);
      expect(warm).toMatchObject({
        ledger: own.ledger,
        price: own.price,
        factor: 0.5,
        statistics: { wrap: own.statistics.wrap },
      });
      const { calls, humans } = observedAnswers(warm.statistics.answers);
      expect(humans / calls).toBeGreaterThanOrEqual(0.3 - 1e-9);
      expect(restorePacerState(JSON.parse(JSON.stringify(warm)))).toEqual(warm);
    }),
    { numRuns: 30 },
  );
});
