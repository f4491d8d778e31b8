/** Tests conversations of parked agents against the simulated carrier: what is asked for happens in the conference. */
import { expect, test } from 'vitest';
import { addUser, type Client, createTenant } from '../../../helpers/api/client.ts';
import { createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { waitUntil } from '../../../helpers/wait.ts';

const system = await createTestSystem({ listen: true, clockSpeed: 6, startAt: '2026-01-13T20:00:00Z' });
const { ctx, simulator } = system;
const { sql } = ctx;
system.startWorkers();

const PERSON = {
  kind: 'human',
  ringSeconds: 1,
  talkSeconds: null,
  patienceSeconds: null,
  detectionSeconds: 1,
} as const;
simulator.addBehaviours({ match: '^\\+1415555(80|90)', persona: PERSON });
simulator.addBehaviours({ number: '+14155559070', persona: { kind: 'busy', ringSeconds: 1 } });

let last = 0;

/** Lets the first agent of a new team talk with a person. */
async function connect({ agents = 2 } = {}) {
  const owner = await createTenant(system);
  const campaign = await createCampaign(owner, { agent_legs: 'parked', wrap_up_seconds: 5, record_calls: true });
  const team: { id: string; user: Client }[] = [];
  for (let n = 0; n < agents; n += 1) {
    const user = await addUser(system, owner, 'agent');
    const fields = { name: `Agent ${n}`, phone: `+1415555${9100 + (last += 1)}`, user_id: user.user.id };
    const { id } = (await owner.post('/api/agents', { ...fields, priority: n + 1, phone_acceptance: 'none' })).body[
      'agent'
    ];
    await user.put(`/api/agents/${id}/status`, { status: 'available' });
    team.push({ id, user });
  }
  await owner.post(`/api/campaigns/${campaign}/start`);
  const parked = async () =>
    (
      await sql`
      select from call_legs g join agents a on a.id = g.agent_id
      where a.uuid = any(${team.map(({ id }) => id)}) and g.status = 'in-progress' and g.conference_sid is not null`
    ).length === agents;
  await insertLeads(sql, campaign, [`+1415555${8000 + (last += 1)}`]);
  await waitUntil(parked, 'the agents parked', 20_000);
  const connected = async () =>
    (
      await sql`
    select c.uuid from calls c join campaigns k on k.id = c.campaign_id
    where k.uuid = ${campaign} and c.live and c.connected_at is not null and c.conference_sid is not null`
    )[0];
  await waitUntil(async () => (await connected()) !== undefined, 'the conversation', 20_000);
  const call = (await connected())!['uuid'] as string;
  const act = async (path: string, body?: object, by: Client = owner) => {
    const reply = await by.post(`/api/calls/${call}/${path}`, body);
    expect([path, reply.status, reply.body['message']]).toEqual([path, 202, undefined]);
    return reply.body['conversation'];
  };
  const talker = async () =>
    (await sql`select a.uuid from calls c join agents a on a.id = c.agent_id where c.uuid = ${call}`)[0]?.['uuid'];
  const agentAtStart = await talker();
  const first = team.find(({ id }) => id === agentAtStart)!;
  return { owner, team, call, act, talker, first, second: team.find(({ id }) => id !== agentAtStart)! };
}

type Listed = Participant & { sid: string; call_sid: string };
type Participant = { muted: boolean; hold: boolean; coaching: boolean; call_sid_to_coach: string | null };

/** Returns the participants of the live conference in which the call is, by the number at the far end. */
async function conferenceOf(call: string): Promise<Record<string, Participant>> {
  const base = `${simulator.url}/2010-04-01/Accounts/${simulator.accountSid}`;
  const headers = {
    authorization: `Basic ${Buffer.from(`${simulator.accountSid}:${simulator.authToken}`).toString('base64')}`,
  };
  const get = async (path: string) =>
    (await fetch(`${base}${path}`, { headers })).json() as Promise<Record<string, Listed[]>>;
  const [row] = await sql`select call_sid from calls where uuid = ${call}`;
  const numbers = new Map(simulator.ledger().calls.map(({ sid, to }) => [sid, to]));
  for (const { sid } of (await get('/Conferences.json?Status=in-progress&PageSize=100'))['conferences']!) {
    const { participants } = await get(`/Conferences/${sid}/Participants.json`);
    if (participants!.some((each) => each.call_sid === row!['callSid']))
      return Object.fromEntries(participants!.map((each) => [numbers.get(each.call_sid), each]));
  }
  return {};
}

const becomes = (what: string, isTrue: () => Promise<boolean>) => waitUntil(isTrue, what, 15_000);

test('hold, mute, keys and a pause of the recording reach the carrier, once each, even if its reply is lost', async () => {
  const { owner, call, act, first } = await connect({ agents: 1 });
  const [{ person, agent }] = await sql<[{ person: string; agent: string }]>`
    select c.to_number as person, a.phone as agent from calls c join agents a on a.id = c.agent_id where c.uuid = ${call}`;
  simulator.addFaults({
    on: 'rest',
    operation: 'participants.update',
    times: 1,
    effect: { type: 'reset', when: 'after' },
  });
  expect((await act('hold', undefined, first.user))['held_since']).toEqual(expect.any(String));
  await becomes('the hold', async () => (await conferenceOf(call))[person]?.hold === true);
  const again = await act('hold', undefined, first.user);
  expect(again['held_since']).toBe(
    (await owner.get(`/api/calls/${call}/conversation`)).body['conversation'].held_since,
  );
  await system.advanceClock(20);
  expect((await act('resume'))['hold_seconds']).toBeGreaterThanOrEqual(20);
  await becomes('the end of the hold', async () => (await conferenceOf(call))[person]?.hold === false);
  expect((await act('mute'))['muted']).toBe(true);
  await becomes('the mute', async () => (await conferenceOf(call))[agent]?.muted === true);
  await act('unmute');
  await becomes('the end of the mute', async () => (await conferenceOf(call))[agent]?.muted === false);
  await act('digits', { digits: '12#' });
  const heard = () => simulator.ledger().calls.find(({ to }) => to === person)?.keysHeard;
  await becomes('the keys', async () => heard() === '12#');
  // Keys that are pressed faster than the carrier asks for them are played once each.
  for (const digits of ['4', '5', '6']) await act('digits', { digits });
  await becomes('more keys', async () => heard()?.length === 6);
  expect(heard()!.split('').toSorted().join('')).toBe('#12456');
  await act('recording/pause');
  const [{ callSid }] = await sql<[{ callSid: string }]>`select call_sid from calls where uuid = ${call}`;
  const recording = async () => (await ctx.carrier.listRecordings(callSid))[0]?.status;
  await becomes('the pause of the recording', async () => (await recording()) === 'paused');
  await act('recording/resume');
  await becomes('the end of the pause', async () => (await recording()) === 'in-progress');
  await becomes('no wish left', async () => (await sql`select from conversations where changes_due`).length === 0);
  await owner.post(`/api/calls/${call}/hang-up`);
  const isLive = async () => (await owner.get(`/api/calls/${call}/conversation`)).body['conversation'].live;
  await becomes('the end', async () => !(await isLive()));
  expect((await owner.post(`/api/calls/${call}/hold`)).status).toBe(409);
  const events = (await owner.get(`/api/calls/${call}`)).body['call'].events.map(
    ({ event }: { event: string }) => event,
  );
  expect(events.filter((event: string) => event === 'held')).toHaveLength(1);
}, 60_000);

test('a supervisor listens, whispers and barges in on one leg, participants come and go, and agents may not listen', async () => {
  const { owner, call, act, first } = await connect({ agents: 1 });
  const supervisor = '+14155559060';
  expect((await first.user.post(`/api/calls/${call}/monitor`, { mode: 'listen' })).status).toBe(403);
  expect((await owner.post(`/api/calls/${call}/monitor`, { mode: 'listen' })).status).toBe(409);
  await act('monitor', { mode: 'listen', phone: supervisor });
  await becomes('the silent listener', async () => (await conferenceOf(call))[supervisor]?.muted === true);
  await act('monitor', { mode: 'whisper' });
  await becomes('the whisper', async () => {
    const { [supervisor]: leg } = await conferenceOf(call);
    return leg?.coaching === true && !leg.muted && leg.call_sid_to_coach !== null;
  });
  await act('monitor', { mode: 'barge' });
  await becomes('the barge', async () => (await conferenceOf(call))[supervisor]?.coaching === false);
  expect((await owner.delete(`/api/calls/${call}/monitor`)).status).toBe(202);
  await becomes('the leave', async () => (await conferenceOf(call))[supervisor] === undefined);
  await act('participants', { phone: '+14155559061' }, first.user);
  await becomes('the participant', async () => (await conferenceOf(call))['+14155559061'] !== undefined);
  expect((await owner.post(`/api/calls/${call}/participants`, { phone: '+14155559061' })).status).toBe(409);
  const { guests } = (await owner.get(`/api/calls/${call}/conversation`)).body['conversation'];
  expect((await owner.delete(`/api/calls/${call}/participants/${guests[0].id}`)).status).toBe(202);
  await becomes('two people', async () => Object.keys(await conferenceOf(call)).length === 2);
  // Who is still in the conversation at its end is hung up.
  await act('participants', { phone: '+14155559062' });
  await becomes('the other participant', async () => (await conferenceOf(call))['+14155559062'] !== undefined);
  await owner.post(`/api/calls/${call}/hang-up`);
  await becomes(
    'no live guest',
    async () => (await sql`select from call_legs where live and guest_role is not null`).length === 0,
  );
  const audited =
    await sql`select from audit_events where entity = 'call' and entity_uuid = ${call} and changes ? 'monitor'`;
  expect(audited).toHaveLength(3);
}, 60_000);

test('a warm transfer to a number frees the agent, the two go on, and the end counts all their talk', async () => {
  const { owner, call, act, first } = await connect({ agents: 1 });
  const receiver = '+14155559063';
  expect((await act('transfer', { kind: 'warm', phone: receiver }, first.user))['consulting']).toBe(true);
  await becomes('the question', async () => (await conferenceOf(call))[receiver] !== undefined);
  expect(Object.values(await conferenceOf(call)).filter(({ hold }) => hold)).toHaveLength(1);
  expect((await owner.post(`/api/calls/${call}/transfer`, { kind: 'blind', phone: receiver })).status).toBe(409);
  await act('transfer/cancel');
  await becomes('the cancellation', async () => {
    const people = Object.values(await conferenceOf(call));
    return people.length === 2 && people.every(({ hold }) => !hold);
  });
  await act('transfer', { kind: 'warm', phone: receiver });
  await becomes('the second question', async () => {
    const { guests } = (await owner.get(`/api/calls/${call}/conversation`)).body['conversation'];
    return guests.some((guest: { answered_at: string | null }) => guest.answered_at !== null);
  });
  await act('transfer/complete');
  await becomes(
    'the two alone',
    async () =>
      Object.keys(await conferenceOf(call)).length === 2 && (await conferenceOf(call))[receiver] !== undefined,
  );
  expect((await owner.get(`/api/agents/${first.id}`)).body['agent']).toMatchObject({
    current_calls: 0,
    state: 'wrap_up',
  });
  // The agent still notes the outcome.
  expect((await first.user.put(`/api/calls/${call}`, { notes: 'Given to the bank' })).status).toBe(200);
  await system.advanceClock(60);
  const [leg] = await sql`select call_sid from call_legs where guest_role = 'transfer' and to_number = ${receiver}`;
  await ctx.carrier.hangUp(leg!['callSid']);
  await becomes('the end', async () => (await sql`select from calls where uuid = ${call} and not live`).length === 1);
  const ended = (await owner.get(`/api/calls/${call}`)).body['call'];
  const agent = (await owner.get(`/api/agents/${first.id}`)).body['agent'];
  expect(ended).toMatchObject({ disposition: 'answered', agent_id: first.id });
  expect(ended.talk_time).toBeGreaterThanOrEqual(60 + agent.total_call_duration_seconds);
  expect(agent).toMatchObject({ total_calls_handled: 1, current_calls: 0 });
}, 60_000);

test('agents consult each other, give a call away and get it back, and a receiver who is busy does not lose the person', async () => {
  const { owner, call, act, talker, first, second } = await connect({ agents: 2 });
  const group = (await owner.post('/api/agent-groups', { name: 'Closers' })).body['agent_group'].id;
  await owner.put(`/api/agents/${second.id}`, { agent_group_id: group });
  const targets = async () => {
    const { agents, agent_groups: groups } = (await first.user.get(`/api/calls/${call}/transfer-targets`)).body;
    return [agents, groups].map((list) => list.map((each: { id: string }) => each.id));
  };
  expect(await targets()).toEqual([[second.id], [group]]);
  await act('transfer', { kind: 'warm', agent_id: second.id }, first.user);
  expect(await targets()).toEqual([[], []]);
  await becomes('three in the conference', async () => Object.keys(await conferenceOf(call)).length === 3);
  await act('transfer/cancel');
  await becomes('two in the conference', async () => Object.keys(await conferenceOf(call)).length === 2);
  await becomes(
    'the second agent free',
    async () => (await owner.get(`/api/agents/${second.id}`)).body['agent'].state === 'available',
  );
  await act('transfer', { kind: 'warm', agent_id: second.id });
  await becomes('three again', async () => Object.keys(await conferenceOf(call)).length === 3);
  await act('transfer/complete');
  expect(await talker()).toBe(second.id);
  await becomes('the call with the second agent', async () => Object.keys(await conferenceOf(call)).length === 2);
  expect((await second.user.post(`/api/calls/${call}/hold`)).status).toBe(202);
  await second.user.post(`/api/calls/${call}/resume`);
  await system.advanceClock(6);
  await becomes(
    'the first agent free',
    async () => (await owner.get(`/api/agents/${first.id}`)).body['agent'].state === 'available',
  );
  await act('transfer', { kind: 'blind', phone: '+14155559070' }, second.user);
  await becomes(
    'the first agent again',
    async () => (await talker()) === first.id && Object.keys(await conferenceOf(call)).length === 2,
  );
  await owner.post(`/api/calls/${call}/hang-up`);
  await becomes('the end', async () => (await sql`select from calls where uuid = ${call} and not live`).length === 1);
  const counts = await sql`select current_calls from agents where uuid = any(${[first.id, second.id]})`;
  expect(counts).toEqual([{ currentCalls: 0 }, { currentCalls: 0 }]);
  // The parts of the agents are the talk of the call, up to a second of rounding at each change.
  const [talk] = await sql<[{ whole: number; parts: number; count: number }]>`
    select c.talk_time as whole, sum(t.talk_seconds)::int as parts, count(*)::int as count
    from calls c join agent_talks t on t.call_id = c.id where c.uuid = ${call} group by c.id`;
  expect(talk.count).toBe(3);
  expect(Math.abs(talk.whole - talk.parts)).toBeLessThanOrEqual(3);
}, 90_000);
