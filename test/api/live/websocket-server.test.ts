import { afterAll, expect, test } from 'vitest';
import { type ClientEvent, emitLiveEvent } from '../../../shared/live-events.ts';
import { openSession, send } from '../../helpers/api/client.ts';
import { LiveClient } from '../../helpers/api/live-client.ts';
import { callCardExample, createLiveAgents, startApiProcess } from '../../helpers/fixtures/live-agents.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem({ listen: true });
const { ctx, config } = system;
const { port } = config;
const other = await startApiProcess(system);
afterAll(other.stop);

const { owner, tenantId, alice, bob, incoming, ended, waitForEvents } = await createLiveAgents(system);

test('the token comes in the Authorization header or, from a browser, as a subprotocol', async () => {
  const byHeader = await LiveClient.connect(port, owner.token);
  const byProtocol = await LiveClient.open(port, { protocols: ['bearer', owner.token] });
  expect(await byProtocol.waitFor('connected')).toEqual({
    event: 'connected',
    data: {},
    id: expect.stringMatching(/^\d+-\d+$/),
  });
  // The server's reply names only the subprotocol `bearer` and does not contain the token.
  expect(byProtocol.socket.protocol).toBe('bearer');
  expect(byHeader.socket.protocol).toBe('');
  await Promise.all([byHeader.close(), byProtocol.close()]);
});

test.each([
  ['no credential', {}, 401],
  ['an invalid token', { headers: { authorization: 'Bearer nonsense' } }, 401],
  ['an invalid token as subprotocol', { protocols: ['bearer', 'nonsense'] }, 401],
  ['a token under another subprotocol', { protocols: ['chat', owner.token] }, 401],
  [
    'a header that is no bearer token',
    { protocols: ['bearer', owner.token], headers: { authorization: 'Basic x' } },
    401,
  ],
  ['a page of another site', { protocols: ['bearer', owner.token], origin: 'https://example.com' }, 403],
  ['a page without an origin of its own', { protocols: ['bearer', owner.token], origin: 'null' }, 403],
])('%s opens none', async (_what, options, status) => {
  await expect(LiveClient.open(port, options)).rejects.toThrow(`Unexpected server response: ${status}`);
});

test('a page of this server may open a socket', async () => {
  const client = await LiveClient.open(port, { protocols: ['bearer', owner.token], origin: config.publicBaseUrl });
  expect(await client.waitFor('connected')).toMatchObject({ event: 'connected' });
  await client.close();
});

test('a page of this machine may open a socket under any of its names and ports, as the carrier is simulated', async () => {
  for (const origin of ['http://localhost:3000', 'http://localhost:5173', 'http://127.0.0.1:1']) {
    const client = await LiveClient.open(port, { protocols: ['bearer', owner.token], origin });
    expect(await client.waitFor('connected')).toMatchObject({ event: 'connected' });
    await client.close();
  }
});

test('a session cookie opens a socket for programs and for pages of this server, not for pages of other sites', async () => {
  const { cookie } = await openSession(system, alice.user);
  for (const options of [{}, { origin: config.publicBaseUrl }]) {
    const client = await LiveClient.open(port, { headers: { cookie }, ...options });
    await client.waitFor('connected');
    const joined = await client.request('agent:join', { agentId: alice.uuid }, 'agent:joined');
    expect(joined.data).toEqual({ agentId: alice.uuid });
    const refused = await client.request('agent:join', { agentId: bob.uuid }, 'error');
    expect(refused.data['message']).toContain('only yourself');
    await client.close();
  }
  // The origins are another site, a name that begins like this machine, another scheme, and a page without an origin.
  const origins = [
    'https://example.com',
    'http://localhost.example.com',
    config.publicBaseUrl.replace('http', 'https'),
    'null',
  ];
  for (const origin of origins)
    await expect(LiveClient.open(port, { headers: { cookie }, origin })).rejects.toThrow('response: 403');
});

test('a token has priority over a cookie, and an ended session opens no socket', async () => {
  const { cookie } = await openSession(system, alice.user);
  for (const headers of [{ authorization: 'Bearer nonsense' }, { authorization: 'Bearer' }])
    await expect(LiveClient.open(port, { headers: { ...headers, cookie } })).rejects.toThrow('response: 401');
  const byProtocol = { protocols: ['bearer', 'nonsense'], headers: { cookie } };
  await expect(LiveClient.open(port, byProtocol)).rejects.toThrow('response: 401');
  await expect(LiveClient.open(port, { headers: { cookie: 'sid=nonsense' } })).rejects.toThrow('response: 401');
  await send(system, 'POST', '/api/auth/logout', { cookie });
  await expect(LiveClient.open(port, { headers: { cookie } })).rejects.toThrow('response: 401');
});

test('a request without an upgrade gets an error that names the upgrade', async () => {
  const reply = await system.request('/ws');
  expect(reply.status).toBe(426);
  expect(await reply.json()).toMatchObject({ success: false, message: expect.stringContaining('WebSocket') });
});

test('agents may follow only themselves, leaders may follow any agent of their tenant', async () => {
  const stranger = await createLiveAgents(system);
  const client = await LiveClient.connect(port, alice.user.token);
  const leader = await LiveClient.connect(port, owner.token);
  const tenant = owner.user.tenant_id;
  const joined = { event: 'agent:joined', data: { agentId: alice.uuid }, id: expect.any(String) };
  expect(await client.request('agent:join', { agentId: alice.uuid, tenantId: tenant }, 'agent:joined')).toEqual(joined);
  expect(await client.request('agent:join', { agentId: alice.id, tenantId }, 'agent:joined')).toEqual(joined);
  expect(await client.request('agent:join', { agentId: alice.uuid }, 'agent:joined')).toEqual(joined);
  await leader.request('agent:join', { agentId: bob.uuid, tenantId: tenant }, 'agent:joined');

  for (const [by, data, reason] of [
    [client, { agentId: bob.uuid, tenantId: tenant }, 'only yourself'],
    [leader, { agentId: stranger.alice.uuid }, 'not found'],
    [leader, { agentId: stranger.alice.id }, 'not found'],
    [leader, { agentId: alice.uuid, tenantId: stranger.owner.user.tenant_id }, 'tenantId'],
    [leader, { agentId: 'me' }, 'agentId'],
  ] as const)
    expect((await by.request('agent:join', data, 'error')).data).toEqual({
      message: expect.stringContaining(reason),
      event: 'agent:join',
    });
  await Promise.all([client.close(), leader.close()]);
});

test('incoming:call goes to the clients that follow the agent, in every process', async () => {
  const joined = await LiveClient.connect(port, alice.user.token);
  const elsewhere = await LiveClient.connect(other.port, owner.token);
  const notJoined = await LiveClient.connect(other.port, alice.user.token);
  const colleague = await LiveClient.connect(port, bob.user.token);
  const all = [joined, elsewhere, notJoined, colleague];
  await joined.request('agent:join', { agentId: alice.uuid }, 'agent:joined');
  await elsewhere.request('agent:join', { agentId: alice.uuid }, 'agent:joined');
  await colleague.request('agent:join', { agentId: bob.uuid }, 'agent:joined');

  await emitLiveEvent(other.ctx, incoming(alice.id));
  await waitForEvents(...all);
  for (const client of [joined, elsewhere])
    expect(client.messagesOf('incoming:call')).toEqual([
      { event: 'incoming:call', data: callCardExample, id: expect.any(String) },
    ]);
  expect(joined.messagesOf('incoming:call')).toEqual(elsewhere.messagesOf('incoming:call'));
  for (const client of [notJoined, colleague]) expect(client.messagesOf('incoming:call')).toEqual([]);
  await Promise.all(all.map((client) => client.close()));
});

test('call:ended goes to the agent of the call and to leaders', async () => {
  const agent = await LiveClient.connect(port, alice.user.token);
  const colleague = await LiveClient.connect(port, bob.user.token);
  const leader = await LiveClient.connect(other.port, owner.token);
  await agent.request('agent:join', { agentId: alice.uuid }, 'agent:joined');
  await colleague.request('agent:join', { agentId: bob.uuid }, 'agent:joined');
  await emitLiveEvent(ctx, ended(alice.id, 'answered'));
  await emitLiveEvent(ctx, ended(null, 'no_answer'));
  await waitForEvents(agent, colleague, leader);
  expect(agent.messagesOf('call:ended')).toMatchObject([
    { data: { callId: callCardExample.callId, disposition: 'answered' } },
  ]);
  expect(leader.dispositions).toEqual(['answered', 'no_answer']);
  expect(colleague.dispositions).toEqual([]);
  await Promise.all([agent, colleague, leader].map((client) => client.close()));
});

test('a client can set the status of an agent, and the agent and the leaders of the tenant get the event', async () => {
  const stranger = await createLiveAgents(system);
  const agent = await LiveClient.connect(port, alice.user.token);
  const colleague = await LiveClient.connect(other.port, bob.user.token);
  const leader = await LiveClient.connect(other.port, owner.token);
  const outsider = await LiveClient.connect(port, stranger.owner.token);
  agent.send('agent:status', { agentId: alice.uuid, status: 'available' });
  const received = await leader.waitFor('agent:status:updated');
  expect(received).toEqual({
    event: 'agent:status:updated',
    data: { agentId: alice.uuid, status: 'available' },
    id: expect.any(String),
  });
  expect(await agent.waitFor('agent:status:updated')).toEqual(received);
  await waitForEvents(colleague);
  expect(colleague.messagesOf('agent:status:updated')).toEqual([]);
  expect((await owner.get(`/api/agents/${alice.uuid}`)).body['agent'].status).toBe('available');

  const refused = await colleague.request('agent:status', { agentId: alice.uuid, status: 'offline' }, 'error');
  expect(refused.data).toEqual({ message: expect.stringContaining('your own status'), event: 'agent:status' });
  expect((await owner.get(`/api/agents/${alice.uuid}`)).body['agent'].status).toBe('available');
  const wrong = await agent.request('agent:status', { agentId: alice.uuid, status: 'asleep' }, 'error');
  expect(wrong.data['message']).toContain('status');

  await outsider.request('nothing', {}, 'error');
  expect(outsider.messages.map(({ event }) => event)).toEqual(['connected', 'error']);
  await Promise.all([agent, colleague, leader, outsider].map((client) => client.close()));
});

/** Returns the names of the messages that a client got after `connected`. */
const namesOf = ({ messages }: LiveClient) => messages.slice(1).map(({ event }) => event);

test('events about calls, campaigns and imports go to users who may read all of them, and to the agent of the call', async () => {
  const { body } = await owner.post('/api/api-keys', { name: 'Wallboard', permissions: ['campaigns.read'] });
  const wallboard = await LiveClient.connect(port, body['key']);
  const agent = await LiveClient.connect(port, alice.user.token);
  const colleague = await LiveClient.connect(port, bob.user.token);
  const leader = await LiveClient.connect(other.port, owner.token);
  const { callId } = callCardExample;
  const counts = { inserted: 1, invalid: 0, duplicates: 0, dnc: 0 };
  for (const event of [
    { event: 'call:updated', agentId: alice.id, data: { callId, status: 'ringing', connected: false } },
    { event: 'campaign:updated', agentId: null, data: { campaignId: callId, status: 'active' } },
    {
      event: 'import:updated',
      agentId: null,
      data: { importId: callId, campaignId: null, status: 'running', ...counts },
    },
  ] satisfies ClientEvent[])
    await emitLiveEvent(ctx, { tenantId, ...event });
  await waitForEvents(agent, colleague, leader);
  expect(namesOf(leader)).toEqual(['call:updated', 'campaign:updated', 'import:updated']);
  expect(namesOf(agent)).toEqual(['call:updated']);
  expect(namesOf(colleague)).toEqual([]);
  expect((await wallboard.waitFor('campaign:updated')).data).toEqual({ campaignId: callId, status: 'active' });
  expect(namesOf(wallboard)).toEqual(['campaign:updated']);
  await Promise.all([agent, colleague, leader, wallboard].map((client) => client.close()));
});
