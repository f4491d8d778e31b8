/**
 * Runs units of work that lock a call, its lead, the do-not-call list and its agent against each other, each pair with
 * the same rows. With a wrong lock order, Postgres ends one of the two with a deadlock.
 */
import { beforeAll, expect, inject, test } from 'vitest';
import { repairAgentCalls } from '../../shared/domain/agents/agents.ts';
import type { Payload } from '../../shared/jobs.ts';
import type { LegRow } from '../../sql/calls/legs.ts';
import type { CallRow } from '../../sql/calls/calls.ts';
import type { Reply } from '../helpers/api/reply.ts';
import { createDialingTenant, type DialingTenant, ON_DEMAND } from '../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const ROUNDS = inject('isLong') ? 5 : 1;

let floor: DialingTenant;
let agent: { id: number; uuid: string };
let lastNumber = 0;
beforeAll(async () => {
  floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [] });
  [agent] = await sql<[{ id: number; uuid: string }]>`select id, uuid from agents`;
});

/** A lead in a conversation with an agent, or whose call has just ended. */
type Scene = { call: CallRow; lead: { id: number; uuid: string; phone: string }; leg: LegRow };

async function openScene(hasEnded: boolean): Promise<Scene> {
  const phone = `+1212556${1000 + (lastNumber += 1)}`;
  const [lead] = await sql<[Scene['lead']]>`
    insert into leads (tenant_id, campaign_id, phone, phone_normalized, status, call_attempts)
    select tenant_id, id, ${phone}, ${phone}, 'calling', 1 from campaigns returning id, uuid, phone`;
  await sql`update agents set current_calls = 1, status = 'available'`;
  const [call] = await sql<[CallRow]>`
    insert into calls (tenant_id, campaign_id, lead_id, agent_id, direction, status, call_sid, from_number, to_number,
      start_time, answer_time, connected_at)
    select tenant_id, campaign_id, id, ${agent.id}, 'outbound', 'in-progress', 'CA' || id, '+14155551234', phone,
      clock_now(), clock_now(), clock_now()
    from leads where id = ${lead.id} returning *`;
  await sql`update campaigns set calls_made = calls_made + 1`;
  if (hasEnded)
    await sql`
      update calls set status = 'completed', disposition = 'answered', end_time = clock_now() where id = ${call.id}`;
  const [leg] = await sql<[LegRow]>`
    insert into call_legs (tenant_id, call_id, agent_id, status, from_number, to_number, call_sid, start_time, answer_time)
    select tenant_id, id, agent_id, 'in-progress', from_number, '+14155559001', 'CAleg' || id, clock_now(), clock_now()
    from calls where id = ${call.id} returning *`;
  return { call, lead, leg };
}

function report({ call }: Scene, source: Payload<'call.event'>['source'], params: object = {}, legUuid?: string) {
  const names = { callUuid: call.uuid, ...(legUuid && { legUuid }) };
  const receivedAtMs = system.ctx.clock.nowMs();
  return system.runJob('call.event', {
    source,
    ...names,
    params: { CallSid: call.callSid!, ...params },
    receivedAtMs,
  });
}

/** Units of work of users, of the carrier's reports and of jobs, each about the scene's call, lead, number or agent. */
const WORK: Record<string, (scene: Scene) => Promise<unknown>> = {
  note: ({ call }) => floor.owner.put(`/api/calls/${call.uuid}`, { do_not_call: true }),
  end: (scene) => report(scene, 'status', { CallStatus: 'completed', CallDuration: '20' }),
  optOutKey: (scene) => report(scene, 'opt-out'),
  retry: ({ call }) => system.runJob('retry.schedule', { callId: call.id }),
  dncNumber: ({ lead }) => floor.owner.post('/api/dnc', { phone: lead.phone }),
  leadEdit: ({ lead }) => floor.owner.put(`/api/leads/${lead.uuid}`, { do_not_call: true }),
  agentAway: () => floor.owner.put(`/api/agents/${agent.uuid}/status`, { status: 'break' }),
  legEnd: (scene) => report(scene, 'status', { CallSid: scene.leg.callSid!, CallStatus: 'completed' }, scene.leg.uuid),
  conference: (scene) =>
    report(scene, 'conference', { ConferenceSid: 'CF1', StatusCallbackEvent: 'participant-leave' }),
  machine: (scene) => report(scene, 'amd', { AnsweredBy: 'machine_end_beep' }),
  tick: () => system.runJob('campaign.tick', { campaignId: floor.campaignId }),
  repair: () => repairAgentCalls(system.ctx),
};

/** The units of work that the short version runs against each other. The long version runs all. */
const SHORT = ['note', 'end', 'optOutKey', 'retry', 'dncNumber'];
const names = inject('isLong') ? Object.keys(WORK) : SHORT;
const PAIRS = names.flatMap((one, at) => names.slice(at).map((other) => [one, other] as const));

/** The longest time until both units of work wait. Some never wait for a lock of the scene. */
const WAIT_MS_MAX = 100;

async function countWaiting(): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return row.count;
}

/** Runs both at the same moment: the rows are locked until both wait for one. */
async function race(scene: Scene, pair: readonly [string, string]): Promise<unknown[]> {
  let results: Promise<unknown[]> | undefined;
  await sql.begin(async (tx) => {
    await tx`select from calls where id = ${scene.call.id} for update`;
    await tx`select from leads where id = ${scene.lead.id} for update`;
    await tx`select from agents where id = ${agent.id} for update`;
    results = Promise.all(pair.map((name) => WORK[name]!(scene)));
    results.catch(() => {});
    for (const endMs = Date.now() + WAIT_MS_MAX; Date.now() < endMs && (await countWaiting()) < pair.length;);
  });
  return await results!;
}

test(`${PAIRS.length} pairs of units of work never deadlock`, { timeout: 240_000 }, async () => {
  const failures: unknown[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const pair of PAIRS) {
      // A retry is planned for a call that has ended. The other units of work are about a live call.
      const scene = await openScene(pair.includes('retry'));
      const results = await race(scene, pair).catch((error: unknown) => [error]);
      const failed = results.filter((result) => result instanceof Error || ((result as Reply)?.status ?? 0) >= 500);
      if (failed.length > 0) failures.push([pair, failed]);
      await WORK['end']!(scene);
    }
  expect(failures).toEqual([]);
});

test('an opt-out that is noted as the call ends is never lost', async () => {
  for (let round = 0; round < ROUNDS * 3; round += 1) {
    const scene = await openScene(false);
    const [noted] = await race(scene, ['note', 'end']);
    expect(noted).toMatchObject({ status: 200 });
    await WORK['retry']!(scene);
    const [lead] = await sql`select status, do_not_call from leads where id = ${scene.lead.id}`;
    expect(lead).toEqual({ status: 'dnc', doNotCall: true });
  }
});
