/**
 * Runs the same campaign with different faults of the carrier's callbacks: repeated, out of order, late, or lost. The
 * final rows must equal the final rows of a run without faults. Only times may differ, by less than a second, because
 * the carrier reports whole seconds.
 */
import { expect, test } from 'vitest';
import type { FaultRuleInput } from '../../../scripts/simulator/faults.ts';
import { createDialingTenant, ON_DEMAND } from '../../helpers/fixtures/outbound-calls.ts';
import { waitUntil } from '../../helpers/wait.ts';
import { addCallCounts } from '../../../sql/campaigns/campaigns.ts';
import { createTestSystem, type TestSystem } from '../../helpers/system.ts';

/**
 * People who talk for 15 seconds of product time and wait for an agent without limit. So no outcome depends on the
 * speed of the machine.
 */
const people = ['+14155558015', '+14155558016', '+14155558017'];
const endings: Record<string, string> = {
  ...Object.fromEntries(people.map((phone) => [phone, 'answered'])),
  '+14155558201': 'busy',
  '+14155558301': 'no_answer',
  '+14155558401': 'failed',
  '+14155558505': 'voicemail',
  '+14155558603': 'voicemail',
};
const phones = Object.keys(endings);

type WebhookRule = Extract<FaultRuleInput, { on: 'webhook' }>;
const every = (
  effect: WebhookRule['effect'],
  probability = 1,
  kinds: WebhookRule['kind'][] = ['status', 'conference', 'recording'],
): FaultRuleInput[] => kinds.map((kind) => ({ on: 'webhook', kind, probability, effect }));

const again = { type: 'duplicate', copies: 2, sameToken: false } as const;
const late = { type: 'delay', delayMs: 120_000 } as const;
const reordered = (probability: number) => every({ type: 'reorder' }, probability, ['status', 'conference']);

const plans: Record<string, FaultRuleInput[]> = {
  'repeated, out of order, and before the reply to the create': [
    ...every(again, 1, ['status', 'conference', 'recording', 'voice']),
    ...reordered(0.5),
    { on: 'rest', operation: 'calls.create', effect: { type: 'reply-after-webhook' } },
  ],
  'two minutes late, after the end of the call': every(late),
  'lost, all of them': every({ type: 'drop' }),
  'reordered and lost at random': [
    ...every({ type: 'drop' }, 0.25),
    ...every(again, 0.3),
    ...reordered(0.3),
    ...every(late, 0.3),
  ],
};

type Run = { system: TestSystem; stop: () => Promise<void> };

/** Runs the campaign until every lead was called and no call is live. Some callbacks may arrive later. */
async function dial(faults: FaultRuleInput[]): Promise<Run> {
  // The start time is a Tuesday, 15:00 in New York.
  const system = await createTestSystem({ listen: true, clockSpeed: 25, startAt: '2026-01-13T20:00:00Z' });
  const { ctx, simulator } = system;
  const retries = { retry_policy: { max_attempts: 2 } };
  await createDialingTenant(system, { ...ON_DEMAND, amd_mode: 'sync', phones, agents: phones.length, ...retries });
  simulator.addBehaviours({ match: '^\\+1415555801', persona: { patienceSeconds: null } });
  simulator.addFaults(...faults);
  const stop = system.startWorkers();
  const uncalled = () => ctx.sql`select phone from leads where call_attempts = 0`;
  await waitUntil(async () => (await uncalled()).length === 0 && simulator.state().callsLive === 0, uncalled);
  return { system, stop };
}

/** Waits until every call, leg, cost, lead and callback of a run is finished. Then stops the workers of the run. */
async function finishRun({ system: { ctx, simulator }, stop }: Run): Promise<void> {
  const unfinished = async (): Promise<unknown[]> => [
    ...(await ctx.sql`
      select to_number, status::text, cost_source, clock_now() - updated_at as untouched
        from calls where live or cost_source = 'estimated'
      union all select to_number, status::text, null, clock_now() - updated_at from call_legs where live
      union all select phone, status, null, clock_now() - updated_at from leads where status in ('queued', 'calling')`),
    ...(simulator.state().tasks > 0 ? ['callbacks'] : []),
  ];
  await waitUntil(async () => (await unfinished()).length === 0, unfinished);
  await stop();
}

/**
 * Returns the final values of a run that must be the same in all runs. Times and agents are left out, because times
 * and agents may differ. SIP codes are left out, because only callbacks contain SIP codes.
 */
async function finalRows({ system: { ctx } }: Run) {
  const calls = await ctx.sql`
    select c.to_number, c.status, c.live, c.disposition, c.answered_by, c.cost_source,
      c.answer_time is not null as answered, c.connected_at is not null as bridged, c.agent_id is not null as has_agent,
      c.abandoned_at is not null as abandoned, c.talk_time > 0 as talked,
      c.start_time <= c.end_time and c.duration >= c.talk_time as in_order,
      array(select row(g.status, g.answer_time is not null, g.price is not null)::text from call_legs g
        where g.call_id = c.id order by g.id) as legs,
      array(select row(r.status, r.price is not null, r.channels)::text from recordings r where r.call_id = c.id)
        as recordings
    from calls c order by c.to_number, c.id`;
  const leads = await ctx.sql`
    select l.phone, l.status, l.status_reason, l.call_attempts,
      l.next_call_at - (select max(end_time) from calls c where c.lead_id = l.id) as gap
    from leads l order by l.phone`;
  const agents = await ctx.sql`
    select sum(current_calls)::integer as busy, sum(total_calls_handled)::integer as handled,
      count(*) filter (where status = 'available') as available from agents`;
  await addCallCounts(ctx.sql);
  const campaign = await ctx.sql`select calls_made, calls_completed from campaigns`;
  return { calls: [...calls], leads: [...leads], agents: [...agents], campaign: [...campaign] };
}

/**
 * Returns the cost of each call from our rows, and from the carrier's ledger. A phone number that is called twice has
 * two entries.
 */
async function compareCosts({ system: { ctx, simulator } }: Run) {
  const { calls, recordings } = simulator.ledger();
  const ours = await ctx.sql<{ phone: string; cost: number; sids: string[] }[]>`
    select to_number as phone, cost - carrier_fees as cost,
      array(select call_sid from call_legs where call_id = calls.id) || call_sid as sids
    from calls order by to_number`;
  const theirs = calls
    .filter(({ to }) => phones.includes(to))
    .map(({ to, sid }) => {
      const sids = ours.find((call) => call.sids.includes(sid))?.sids ?? [];
      const parts = [
        ...calls.filter((leg) => sids.includes(leg.sid)),
        ...recordings.filter((r) => sids.includes(r.callSid)),
      ];
      const micros = parts.reduce((sum, { price }) => sum + Math.round(Math.abs(Number(price)) * 1e6), 0);
      return { phone: to, cost: micros / 1e6 };
    });
  return {
    ours: ours.map(({ phone, cost }) => ({ phone, cost })),
    theirs: theirs.toSorted((a, b) => (a.phone < b.phone ? -1 : 1)),
    legs: calls.length - ours.flatMap(({ sids }) => sids).length,
  };
}

const names = Object.keys(plans);
const [clean, ...faulty] = await Promise.all([dial([]), ...names.map((name) => dial(plans[name]!))]);
const runs = names.map((name, i) => [name, faulty[i]!] as const);

test('without faults every lead is called once, and the costs agree with the carrier’s', async () => {
  await finishRun(clean);
  const { calls, leads, agents } = await finalRows(clean);
  expect(Object.fromEntries(calls.map((call) => [call['toNumber'], call['disposition']]))).toEqual(endings);
  expect(leads.map((lead) => lead['callAttempts'])).toEqual(phones.map(() => 1));
  expect(agents).toEqual([{ busy: 0, handled: people.length, available: phones.length }]);
  const { ours, theirs, legs } = await compareCosts(clean);
  expect(ours).toEqual(theirs);
  expect(legs).toBe(0);
});

test.each(runs)(
  'callbacks %s: the same final rows',
  async (_name, run) => {
    await finishRun(run);
    expect(await finalRows(run)).toEqual(await finalRows(clean));
    const { ours, theirs, legs } = await compareCosts(run);
    expect(ours).toEqual(theirs);
    expect(legs).toBe(0);
  },
  40_000,
);
