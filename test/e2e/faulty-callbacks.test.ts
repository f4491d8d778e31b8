/**
 * The same campaign under every way in which callbacks go wrong: sent twice, out of order, long after the end, or never.
 * What is left in the end is what a clean run leaves; only moments differ, by what the carrier's whole seconds hide.
 */
import { expect, test } from 'vitest';
import type { FaultRuleInput } from '../../scripts/simulator/faults.ts';
import { type Floor, openFloor } from '../helpers/calling.ts';
import { until } from '../helpers/floor.ts';
import { createTestSystem, type TestSystem } from '../helpers/system.ts';

/** They hang up so long after they picked up, whatever happens: how slow the machine is does not move the price. */
const people = ['+14155557948', '+14155557947', '+14155557946'];
const others = ['+14155558201', '+14155558301', '+14155558401', '+14155558505', '+14155558603'];
const phones = [...people, ...others];

type WebhookRule = Extract<FaultRuleInput, { on: 'webhook' }>;
const every = (
  effect: WebhookRule['effect'],
  select: Partial<WebhookRule> = {},
  kinds: WebhookRule['kind'][] = ['status', 'conference', 'recording'],
): FaultRuleInput[] => kinds.map((kind) => ({ on: 'webhook', kind, ...select, effect }));

const late = { type: 'delay', delayMs: 120_000 } as const;
const twice = { type: 'duplicate', copies: 2, sameToken: false } as const;

const plans: Record<string, FaultRuleInput[]> = {
  'delivered again and again, the request for TwiML too': every(twice, {}, [
    'status',
    'conference',
    'recording',
    'voice',
  ]),
  'out of order, and before the create is answered': [
    ...every({ type: 'reorder' }, { probability: 0.6 }, ['status', 'conference']),
    { on: 'rest', operation: 'calls.create', effect: { type: 'reply-after-webhook' } },
  ],
  'two minutes late, past the end of the call': every(late),
  'lost where they tell of ends and of conferences': [
    ...every({ type: 'drop' }, { event: 'completed' }),
    ...every({ type: 'drop' }, {}, ['conference']),
  ],
  'lost, all of them': every({ type: 'drop' }),
  'a mixture by chance': [
    ...every({ type: 'drop' }, { probability: 0.25 }),
    ...every(twice, { probability: 0.3 }),
    ...every({ type: 'reorder' }, { probability: 0.3 }, ['status', 'conference']),
    ...every(late, { probability: 0.3 }),
  ],
};

/** A Tuesday, 15:00 in New York. */
const options = { listen: true, clockSpeed: 25, startAt: '2026-01-13T20:00:00Z', env: { TWILIO_TIMEOUT_MS: '2000' } };

type Run = { system: TestSystem; floor: Floor; stop: () => Promise<void> };

/** Runs the campaign until everybody was called; what then comes of it takes its time. */
async function dial(faults: FaultRuleInput[]): Promise<Run> {
  const system = await createTestSystem(options);
  const floor = await openFloor(system, { phones, agents: phones.length, retry_policy: { max_attempts: 2 } });
  system.simulator.fault(...faults);
  const run = { system, floor, stop: system.startWorkers() };
  await until(async () => (await attempts(run)) === phones.length && system.simulator.state().callsLive === 0, 'calls over');
  return run;
}

async function attempts({ system: { ctx } }: Run): Promise<number> {
  const [{ attempts }] = await ctx.sql<[{ attempts: number }]>`select sum(call_attempts) as attempts from leads`;
  return attempts;
}

/** What of a run is not over yet: calls, legs, costs, leads, and what the carrier has still to send. */
async function unfinished({ system: { ctx, simulator } }: Run): Promise<unknown[]> {
  const rows = await ctx.sql`
    select to_number as what, status::text, cost_source, clock_now() - updated_at as untouched
      from calls where live or cost_source = 'estimated'
    union all select to_number, status::text, null, clock_now() - updated_at from call_legs where live
    union all select phone, status, null, clock_now() - updated_at from leads where status in ('queued', 'calling')`;
  const { tasks } = simulator.state();
  return [...rows, ...(tasks > 0 ? [{ tasks }] : [])];
}

async function settle(run: Run): Promise<void> {
  await until(async () => (await unfinished(run)).length === 0, () => unfinished(run));
  await run.stop();
}

/** Everything but moments, which agent it was, and the SIP code, which only a callback tells. */
async function finalRows({ system: { ctx } }: Run) {
  const calls = await ctx.sql`
    select c.to_number, c.status, c.live, c.disposition, c.answered_by, c.cost, c.cost_source,
      c.answer_time is not null as answered, c.bridge_time is not null as bridged, c.agent_id is not null as has_agent,
      c.abandoned_at is not null as abandoned, c.talk_time > 0 as talked, c.end_time >= c.start_time as in_order,
      array(select row(g.status, g.answer_time is not null, g.price)::text from call_legs g
        where g.call_id = c.id order by g.id) as legs,
      array(select row(r.status, r.price, r.channels)::text from recordings r where r.call_id = c.id) as recordings
    from calls c order by c.to_number, c.id`;
  const leads = await ctx.sql`
    select l.phone, l.status, l.status_reason, l.call_attempts,
      l.next_call_at - (select max(end_time) from calls c where c.lead_id = l.id) as gap
    from leads l order by l.phone`;
  const agents = await ctx.sql`
    select sum(current_calls)::integer as busy, sum(total_calls_handled)::integer as handled,
      count(*) filter (where status = 'available') as available from agents`;
  const campaign = await ctx.sql`select calls_made, calls_completed from campaigns`;
  return { calls: [...calls], leads: [...leads], agents: [...agents], campaign: [...campaign] };
}

/** Calls placed, by number, and what they cost, by the carrier's books. */
function ledgerOf({ system: { simulator } }: Run) {
  const { calls, recordings } = simulator.ledger();
  const dialled = calls.map(({ to }) => to).filter((to) => phones.includes(to));
  const micros = [...calls, ...recordings].map(({ price }) => Math.round(Math.abs(Number(price)) * 1e6));
  return { dialled: dialled.toSorted(), dollars: micros.reduce((sum, price) => sum + price, 0) / 1e6 };
}

const clean = await dial([]);
const runs: [name: string, run: Run][] = [];
// One after the other, since many phones that are answered at once would have to wait for the machine.
for (const [name, faults] of Object.entries(plans)) runs.push([name, await dial(faults)]);

test('fair weather: everybody is called once and everything adds up', async () => {
  await settle(clean);
  const { calls, leads, agents } = await finalRows(clean);
  const dispositions = Object.fromEntries(calls.map((call) => [call['toNumber'], call['disposition']]));
  expect(dispositions).toEqual({
    ...Object.fromEntries(people.map((phone) => [phone, 'answered'])),
    '+14155558201': 'busy',
    '+14155558301': 'no_answer',
    '+14155558401': 'failed',
    '+14155558505': 'voicemail',
    '+14155558603': 'voicemail',
  });
  expect(agents).toEqual([{ busy: 0, handled: people.length, available: phones.length }]);
  expect(leads.map((lead) => lead['callAttempts'])).toEqual(phones.map(() => 1));
  expect(ledgerOf(clean).dialled).toEqual(phones.toSorted());
});

test.each(runs)('callbacks %s: the same final rows', async (_name, run) => {
  await settle(run);
  expect(await finalRows(run)).toEqual(await finalRows(clean));
  const [{ cost }] = await run.system.ctx.sql<[{ cost: number }]>`select sum(cost) as cost from calls`;
  expect(ledgerOf(run)).toEqual({ ...ledgerOf(clean), dollars: cost });
}, 40_000);
