/** HTTP clients that send requests to the dialer API and to the CallCenter Pro API. */
import { randomUUID } from 'node:crypto';
import type { Role } from '../../../shared/domain/accounts/access.ts';
import { type ApiName, assertDocumented } from './openapi.ts';
import type { Reply } from './reply.ts';
import type { TestSystem } from '../system.ts';

export type Client = {
  token: string;
  user: { id: string; tenant_id: string };
  get(path: string): Promise<Reply>;
  post(path: string, body?: unknown): Promise<Reply>;
  put(path: string, body?: unknown): Promise<Reply>;
  delete(path: string): Promise<Reply>;
};

type RequestOptions = {
  token?: string;
  cookie?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** The API whose document describes the reply. Default: CallCenter Pro for a cookie, otherwise the dialer. */
  api?: ApiName;
};

/** Sends a request and returns the reply. @throws Error if the reply contradicts the OpenAPI document. */
export async function send(
  system: Pick<TestSystem, 'request'>,
  method: string,
  path: string,
  { token, cookie, body, headers, api = cookie ? 'callcenter-pro' : 'dialer' }: RequestOptions = {},
): Promise<Reply> {
  const response = await system.request(path, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(cookie ? { cookie } : {}),
      // The content type of a form is not set here, because `request` adds the content type with the form's boundary.
      ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    // A body that is a string is sent unchanged, even if the string is not JSON.
    ...(body === undefined
      ? {}
      : { body: body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json');
  const reply = { status: response.status, body: json ? JSON.parse(text) : { text }, headers: response.headers };
  await assertDocumented(system, method, path, reply, api);
  return reply;
}

function clientOf(system: Pick<TestSystem, 'request'>, token: string, user: Client['user']): Client {
  return {
    token,
    user,
    get: (path) => send(system, 'GET', path, { token }),
    post: (path, body) => send(system, 'POST', path, { token, body: body ?? {} }),
    put: (path, body) => send(system, 'PUT', path, { token, body }),
    delete: (path) => send(system, 'DELETE', path, { token }),
  };
}

export type SessionClient = Omit<Client, 'token'> & { cookie: string };

/** Logs in as the client's user. Returns a client that sends the cookie of the session instead of a token. */
export async function openSession(system: TestSystem, { user }: Client): Promise<SessionClient> {
  const [row] = await system.ctx.sql<[{ username: string }]>`select username from users where uuid = ${user.id}`;
  const body = { username: row.username, password: PASSWORD };
  const reply = await send(system, 'POST', '/api/auth/login', { body, api: 'callcenter-pro' });
  if (reply.status !== 200) throw new Error(`No session: ${JSON.stringify(reply.body)}`);
  const cookie = reply.headers.get('set-cookie')!.split(';')[0]!;
  return {
    cookie,
    user,
    get: (path) => send(system, 'GET', path, { cookie }),
    post: (path, body) => send(system, 'POST', path, { cookie, body: body ?? {} }),
    put: (path, body) => send(system, 'PUT', path, { cookie, body }),
    delete: (path) => send(system, 'DELETE', path, { cookie }),
  };
}

/** Creates a tenant. Returns an API client of the tenant's owner. */
export async function createTenant(system: Pick<TestSystem, 'request'>): Promise<Client> {
  return register(system, undefined, 'admin');
}

/** Registers another user in the owner's tenant. Returns an API client of the new user. */
export async function addUser(system: Pick<TestSystem, 'request'>, owner: Client, role: Role): Promise<Client> {
  return register(system, owner, role);
}

const PASSWORD = 'securePassword123';

async function register(system: Pick<TestSystem, 'request'>, owner: Client | undefined, role: Role): Promise<Client> {
  const body = {
    email: `${randomUUID()}@example.com`,
    password: PASSWORD,
    first_name: 'John',
    last_name: 'Doe',
    phone: '+14155551234',
    role,
    ...(owner ? { tenant_id: owner.user.tenant_id } : {}),
  };
  const reply = await send(system, 'POST', '/api/auth/register', { body, token: owner?.token });
  if (reply.status !== 201) throw new Error(`Registering failed: ${JSON.stringify(reply.body)}`);
  return clientOf(system, reply.body.token, reply.body.user);
}

export type OperatorClient = Pick<Client, 'token' | 'get' | 'post' | 'put' | 'delete'>;

/** Returns an API client of the operator, for the paths below /api/operator. */
export function operatorOf(system: Pick<TestSystem, 'request' | 'config'>): OperatorClient {
  const token = system.config.operatorToken!;
  const options = { token, api: 'operator' as const };
  return {
    token,
    get: (path) => send(system, 'GET', path, options),
    post: (path, body) => send(system, 'POST', path, { ...options, body: body ?? {} }),
    put: (path, body) => send(system, 'PUT', path, { ...options, body }),
    delete: (path) => send(system, 'DELETE', path, options),
  };
}

/**
 * The example campaign of the dialer document. At `TEST_START` the time in Los Angeles is 07:00, two hours before the
 * campaign's calling hours begin.
 */
export const campaignExample = {
  name: 'Q1 2024 Outreach',
  caller_id: '+14155551234',
  schedule_start: '2024-01-01T09:00:00Z',
  schedule_end: '2034-03-31T17:00:00Z',
  timezone: 'America/Los_Angeles',
  calling_hours_start: '09:00:00',
  calling_hours_end: '17:00:00',
  retry_policy: {
    max_attempts: 3,
    delay_minutes: 60,
    retry_on_no_answer: true,
    retry_on_busy: true,
    retry_on_voicemail: false,
  },
  amd_enabled: true,
  voicemail_message_url: 'https://example.com/voicemail.mp3',
  record_calls: true,
};
