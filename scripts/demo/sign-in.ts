/** Typed clients with a credential: of the dialer API after registration, and of the CallCenter Pro API after log-in. */
import {
  ApiError,
  authorize,
  type CallCenterProClient,
  createCallCenterProClient,
  createDialerClient,
  dataOf,
  type DialerClient,
} from '../../api/client/client.ts';

export type Credentials = { email: string; password: string };

/** Registers a user, which creates a tenant. Returns a client of the dialer API that acts in that tenant. */
export async function registerOwner(url: string, credentials: Credentials): Promise<DialerClient> {
  const api = createDialerClient(url);
  const person = { first_name: 'Demo', last_name: 'Company', role: 'admin' } as const;
  authorize(api, await dataOf(api.POST('/auth/register', { body: { ...credentials, ...person } })));
  return api;
}

/** Logs in a registered user. Returns a client of the CallCenter Pro API with the cookie of the session. */
export async function logIn(url: string, { email, password }: Credentials): Promise<CallCenterProClient> {
  const api = createCallCenterProClient(url);
  const { error, response } = await api.POST('/auth/login', { body: { username: email, password } });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new ApiError(response, error ?? {});
  authorize(api, { cookie });
  return api;
}
