import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { releaseKey, extendLock, storeReply, claimKey, findKey } from '../../../sql/accounts/idempotency.ts';
import { addUser, campaignExample, type Client, createTenant, openSession, send } from '../../helpers/api/client.ts';
import type { Reply } from '../../helpers/api/reply.ts';
import { openApiDocument } from '../../helpers/api/openapi.ts';
import { createTestSystem } from '../../helpers/system.ts';
import { csvForm, createImportAccount } from '../../helpers/fixtures/lead-imports.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await createTenant(system);

function post(path: string, body: unknown, key: string, by: Client = owner, headers: Record<string, string> = {}) {
  return send(system, 'POST', path, { token: by.token, body, headers: { 'idempotency-key': key, ...headers } });
}

const addGroup = (name: string, key: string, by?: Client) => post('/api/agent-groups', { name }, key, by);
const replayed = ({ headers }: Reply) => headers.get('idempotent-replayed');

async function groupsNamed(name: string): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*) from agent_groups where name = ${name}`;
  return row.count;
}

async function tenantIdOf({ user }: Client): Promise<number> {
  const [row] = await sql<[{ id: number }]>`select id from tenants where uuid = ${user.tenant_id}`;
  return row.id;
}

test('a request that is repeated with its key gets the same reply and is not executed again', async () => {
  const [key, name] = [randomUUID(), randomUUID()];
  const first = await post('/api/campaigns', { ...campaignExample, name }, key);
  expect([first.status, replayed(first)]).toEqual([201, null]);
  const again = await post('/api/campaigns', { ...campaignExample, name }, key);
  expect([again.status, replayed(again)]).toEqual([201, 'true']);
  expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
  expect(again.headers.get('x-request-id')).toBeTruthy();
  expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
  const [row] = await sql`select count(*) from campaigns where name = ${name}`;
  expect(row).toEqual({ count: 1 });
  // The API executes the same request again if the request has another idempotency key or no key.
  const { id } = first.body['campaign'];
  expect((await post('/api/campaigns', { ...campaignExample, name }, randomUUID())).body['campaign'].id).not.toBe(id);
  expect((await owner.post('/api/campaigns', { ...campaignExample, name })).body['campaign'].id).not.toBe(id);
});

test('the same key with another request is a conflict', async () => {
  const [key, name] = [randomUUID(), randomUUID()];
  await addGroup(name, key);
  const admin = await addUser(system, owner, 'admin');
  const others = [
    await addGroup(`${name} two`, key),
    await post('/api/agents', { name: 'John Doe', phone: '+14155553333' }, key),
    await post('/api/agent-groups?again=1', { name }, key),
    // Another user must not get the stored reply, because another user may not have the permission for the request.
    await addGroup(name, key, admin),
  ];
  for (const { status, body } of others) {
    expect(status).toBe(409);
    expect(body['message']).toContain('another request');
  }
  expect(await groupsNamed(`${name} two`)).toBe(0);
});

test('each tenant has its own keys', async () => {
  const [key, name] = [randomUUID(), randomUUID()];
  expect((await addGroup(name, key)).status).toBe(201);
  const stranger = await createTenant(system);
  const theirs = await addGroup(name, key, stranger);
  expect([theirs.status, replayed(theirs)]).toEqual([201, null]);
  expect(await groupsNamed(name)).toBe(2);
});

test('of many parallel requests one is executed, and the others get a conflict or its reply', async () => {
  const [key, name] = [randomUUID(), randomUUID()];
  const replies = await Promise.all(Array.from({ length: 8 }, () => addGroup(name, key)));
  expect(await groupsNamed(name)).toBe(1);
  expect(replies.filter((reply) => reply.status === 201 && replayed(reply) === null)).toHaveLength(1);
  for (const reply of replies) expect(reply.status).toBeOneOf([201, 409]);
  for (const { headers, body } of replies.filter(({ status }) => status === 409)) {
    expect(headers.get('retry-after')).toBe('1');
    expect(body['message']).toContain('still running');
  }
  const last = await addGroup(name, key);
  expect([last.status, replayed(last)]).toEqual([201, 'true']);
});

test('a corrected request may use the key of an invalid one', async () => {
  const [key, name] = [randomUUID(), randomUUID()];
  expect((await post('/api/agent-groups', { name, colour: 'red' }, key)).status).toBe(400);
  expect((await post('/api/agent-groups', '{"name": ', key)).status).toBe(400);
  const reply = await addGroup(name, key);
  expect([reply.status, replayed(reply)]).toEqual([201, null]);
});

test('a stored refusal is repeated, even if the request would succeed now', async () => {
  const [key, name] = [randomUUID(), randomUUID()];
  const { agent_group: group } = (await owner.post('/api/agent-groups', { name })).body;
  const refused = await addGroup(name, key);
  expect([refused.status, replayed(refused)]).toEqual([409, null]);
  await owner.delete(`/api/agent-groups/${group.id}`);
  const again = await addGroup(name, key);
  expect([again.status, replayed(again)]).toEqual([409, 'true']);
  expect(again.body).toEqual(refused.body);
  expect((await addGroup(name, randomUUID())).status).toBe(201);
});

test('a request that failed with an internal error is executed again', async () => {
  const [key, name] = [randomUUID(), randomUUID()];
  await sql`alter table agent_groups rename to mislaid`;
  const failed = await addGroup(name, key);
  await sql`alter table mislaid rename to agent_groups`;
  expect(failed.status).toBe(500);
  const reply = await addGroup(name, key);
  expect([reply.status, replayed(reply)]).toEqual([201, null]);
});

test('when the process of a request died, the request is executed again after its lock has expired', async () => {
  const [key, name] = [randomUUID(), randomUUID()];
  await addGroup(name, key);
  const locked = (seconds: number) => sql`
    update idempotency_keys set status = null, headers = null, body = null,
      locked_until = now() + make_interval(secs => ${seconds})
    where key = ${key}`;
  await locked(60);
  expect((await addGroup(name, key)).status).toBe(409);
  await locked(-1);
  expect((await addGroup(`${name} two`, key)).body['message']).toContain('another request');
  const reply = await addGroup(name, key);
  expect([reply.status, replayed(reply)]).toEqual([409, null]);
  expect(reply.body['message']).toContain(name);
});

test('an extended lock does not expire, and a stored reply is not overwritten', async () => {
  const request = {
    tenantId: await tenantIdOf(owner),
    key: randomUUID(),
    method: 'POST',
    path: '/',
    requestHash: Buffer.from('hash'),
  };
  expect(await claimKey(sql, request, -1)).toBe(true);
  await extendLock(sql, request, 60);
  expect(await claimKey(sql, request, 60)).toBe(false);
  const reply = { status: 201, headers: { 'content-type': 'application/json' }, body: 'v1:sealed' };
  await storeReply(sql, request, reply);
  // If a second process also holds the idempotency key by mistake, the second process does not change the stored reply.
  await extendLock(sql, request, -1);
  await releaseKey(sql, request);
  await storeReply(sql, request, { ...reply, body: 'v1:other' });
  expect(await claimKey(sql, request, 60)).toBe(false);
  expect(await findKey(sql, request)).toEqual({ requestHash: request.requestHash, formHash: null, reply });
});

const LEAD_FILE = 'phone\n+14155552671\n';

/** Sends an upload with an idempotency key. Each request has another multipart boundary. */
function upload(
  account: Awaited<ReturnType<typeof createImportAccount>>,
  key: string,
  { file = LEAD_FILE, campaign = account.campaign.uuid } = {},
) {
  const headers = { prefer: 'respond-async' };
  return post('/api/leads/upload', csvForm(file, { campaign_id: campaign }), key, account.owner, headers);
}

async function importCount(tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*) from lead_imports where tenant_id = ${tenantId}`;
  return row.count;
}

test('an upload that is repeated with another multipart boundary is the same request', async () => {
  const account = await createImportAccount(system);
  const key = randomUUID();
  const [first, again] = [await upload(account, key), await upload(account, key)];
  expect([first.status, replayed(first)]).toEqual([202, null]);
  expect([again.status, replayed(again)]).toEqual([202, 'true']);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('location')).toBe(first.headers.get('location'));
  expect(await importCount(account.tenantId)).toBe(1);
});

test('an upload with the key of another upload is a conflict: another file, or another campaign', async () => {
  const account = await createImportAccount(system);
  const key = randomUUID();
  await upload(account, key);
  const other = (await account.owner.post('/api/campaigns', campaignExample)).body['campaign'];
  const replies = [
    await upload(account, key, { campaign: other.id }),
    await upload(account, key, { file: 'phone\n+14155552672\n' }),
  ];
  for (const { status, body } of replies) {
    expect(status).toBe(409);
    expect(body['message']).toContain('another request');
  }
  expect(await importCount(account.tenantId)).toBe(1);
});

test('an upload that was refused before its form was read may be corrected with the same key', async () => {
  const account = await createImportAccount(system);
  const key = randomUUID();
  // The campaign is before the file, so the upload is refused before the file has arrived.
  const form = new FormData();
  form.append('campaign_id', randomUUID());
  form.append('file', new File([LEAD_FILE], 'leads.csv'));
  expect((await post('/api/leads/upload', form, key, account.owner, { prefer: 'respond-async' })).status).toBe(404);
  const reply = await upload(account, key);
  expect([reply.status, replayed(reply)]).toEqual([202, null]);
});

test('when the process of an upload died, another upload cannot use its key', async () => {
  const account = await createImportAccount(system);
  const key = randomUUID();
  await upload(account, key);
  await sql`
    update idempotency_keys set status = null, headers = null, body = null, locked_until = now() - interval '1 second'
    where key = ${key}`;
  const other = await upload(account, key, { file: 'phone\n+14155552672\n' });
  expect([other.status, other.body['message']]).toEqual([409, expect.stringContaining('another request')]);
  const reply = await upload(account, key);
  expect([reply.status, replayed(reply)]).toEqual([202, null]);
});

test('the same request with another kind of credential is another request', async () => {
  const [key, name] = [randomUUID(), randomUUID()];
  await addGroup(name, key);
  const { cookie } = await openSession(system, owner);
  const headers = { 'idempotency-key': key };
  const reply = await send(system, 'POST', '/api/agent-groups', { cookie, body: { name }, headers });
  expect([reply.status, reply.body['message']]).toEqual([409, expect.stringContaining('another request')]);
});

test.each([
  ['empty', ''],
  ['too long', 'k'.repeat(256)],
  ['not ASCII', 'clé'],
])('a key that is %s is refused', async (_what, key) => {
  const name = randomUUID();
  const { status, body } = await addGroup(name, key);
  expect(status).toBe(400);
  expect(body['details']).toMatchObject([{ field: 'Idempotency-Key' }]);
  expect(await groupsNamed(name)).toBe(0);
});

test('the longest key is accepted', async () => {
  const key = 'k'.repeat(255);
  const name = randomUUID();
  expect((await addGroup(name, key)).status).toBe(201);
  expect(replayed(await addGroup(name, key))).toBe('true');
});

test('a key is ignored for methods other than POST and for requests without a user', async () => {
  const key = randomUUID();
  const { body } = await addGroup(randomUUID(), randomUUID());
  const rename = (name: string) =>
    send(system, 'PUT', `/api/agent-groups/${body['agent_group'].id}`, {
      token: owner.token,
      body: { name },
      headers: { 'idempotency-key': key },
    });
  const [one, two] = [randomUUID(), randomUUID()];
  expect((await rename(one)).body['agent_group'].name).toBe(one);
  expect((await rename(two)).body['agent_group'].name).toBe(two);
  const register = () =>
    send(system, 'POST', '/api/auth/register', {
      body: { email: `${randomUUID()}@example.com`, password: 'securePassword123' },
      headers: { 'idempotency-key': key },
    });
  expect((await register()).body['user'].id).not.toBe((await register()).body['user'].id);
});

test('keys are kept for a day of real time', async () => {
  const [fresh, old] = [randomUUID(), randomUUID()];
  await addGroup(randomUUID(), fresh);
  await addGroup(randomUUID(), old);
  await sql`update idempotency_keys set created_at = now() - interval '24 hours 1 second' where key = ${old}`;
  await sql`update idempotency_keys set created_at = now() - interval '23 hours 59 minutes' where key = ${fresh}`;
  await system.advanceClock(48 * 3600);
  await system.runJob('system.sweep', {});
  const left = await sql<{ key: string }[]>`select key from idempotency_keys where key in ${sql([fresh, old])}`;
  expect(left.map(({ key }) => key)).toEqual([fresh]);
});

test('the header is documented on every POST that needs a credential, and on no other route', async () => {
  const { paths } = await openApiDocument(system);
  // The carrier sends its callbacks, and they need a signature instead of a credential.
  const ours = Object.entries(paths).filter(([path]) => !path.startsWith('/webhooks/'));
  const operations = ours.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters }]) => ({
      route: `${method} ${path}`,
      described: parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false,
    })),
  );
  const described = operations.flatMap(({ route, described }) => (described ? route : []));
  const open = ['register', 'login', 'invitation', 'password-reset'].map((name) => `post /auth/${name}`);
  const posts = operations.flatMap(({ route }) => (route.startsWith('post') && !open.includes(route) ? route : []));
  expect(posts.length).toBeGreaterThan(3);
  expect(described).toEqual(posts);
});
