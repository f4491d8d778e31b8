/**
 * The typed client of both APIs, for programs that use this product. `npm run contract` writes the types from the OpenAPI
 * documents. README.md shows how to use the client.
 */
import createFetchClient, { type Client } from 'openapi-fetch';
import type { components, paths as CallCenterProPaths } from './callcenter-pro.ts';
import type { paths as DialerPaths } from './dialer.ts';

export type DialerClient = Client<DialerPaths>;
export type CallCenterProClient = Client<CallCenterProPaths>;

/** A message that the server sends over the WebSocket at `/ws`. */
export type LiveServerMessage = components['schemas']['LiveServerMessage'];
/** A message that a client may send over the WebSocket. */
export type LiveClientMessage = components['schemas']['LiveClientMessage'];

/** What changed on the floor: the data of `figures:updated`. */
export type FigureUpdate = components['schemas']['FigureUpdate'];
/** The floor at a version, in the order of `GET /floor`. */
export type LiveFloor = Pick<FigureUpdate, 'version' | 'at' | 'counts' | 'agents' | 'calls' | 'campaigns'>;

/** A response with an error status. The message says which value is wrong and what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly details: components['schemas']['ErrorResponse']['details'];
  /** The id of the request. The log of the server has the same id. */
  readonly requestId: string | null;

  constructor({ status, headers }: Response, { message, details }: Partial<components['schemas']['ErrorResponse']>) {
    super(message ?? `The server answered with status ${status}.`);
    this.status = status;
    this.details = details;
    this.requestId = headers.get('x-request-id');
  }
}

/** Creates a client of the dialer API. Requests after {@link authorize} carry the token. */
export const createDialerClient = (url: string): DialerClient => createClient<DialerPaths>(url, 'dialer');

/** Creates a client of the CallCenter Pro API. A browser sends the session cookie; a program adds it with {@link authorize}. */
export const createCallCenterProClient = (url: string): CallCenterProClient =>
  createClient<CallCenterProPaths>(url, 'callcenter-pro');

/** @param api the API that answers, whichever credential the request has */
function createClient<Paths extends object>(url: string, api: string): Client<Paths> {
  return createFetchClient<Paths>({
    baseUrl: `${url}/api`,
    credentials: 'include',
    bodySerializer: serializeBody,
    headers: { 'X-Api': api },
  });
}

/** A body with a file is sent as a form, every other body as JSON. */
function serializeBody(body: unknown): string | FormData {
  const members = Object.entries(body as object);
  if (!members.some(([, value]) => value instanceof Blob)) return JSON.stringify(body);
  const form = new FormData();
  for (const [name, value] of members) if (value !== undefined) form.append(name, value as Blob | string);
  return form;
}

/** Adds a credential to all later requests of a client: a token, an API key, or the session cookie of a program. */
export function authorize<Paths extends object>(
  client: Client<Paths>,
  credential: { token: string } | { cookie: string },
): void {
  const [name, value] =
    'token' in credential
      ? (['authorization', `Bearer ${credential.token}`] as const)
      : (['cookie', credential.cookie] as const);
  client.use({ onRequest: ({ request }) => request.headers.set(name, value) });
}

/**
 * Returns the cursor of the next page of a list, for the query parameter `after`. Undefined on the last page.
 */
export function nextCursor({ headers, url }: Response): string | undefined {
  const next = /<([^<>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
  return next === undefined ? undefined : (new URL(next, url).searchParams.get('after') ?? undefined);
}

/**
 * Waits for a request whose response may have no body.
 *
 * @throws ApiError if the response has an error status
 */
export async function succeed(request: Promise<{ error?: unknown; response: Response }>): Promise<void> {
  const { error, response } = await request;
  if (!response.ok) throw new ApiError(response, error ?? {});
}

/**
 * Returns the body of a response.
 *
 * @throws ApiError if the response has an error status
 */
export async function dataOf<T>(
  request: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await request;
  if (data === undefined || data === null) throw new ApiError(response, error ?? {});
  return data;
}

/**
 * Applies an update of the WebSocket to the floor that a program has.
 *
 * @param floor undefined before the first update
 * @returns undefined if the program missed an update and must send `figures:watch` with the version that it has
 */
export function applyFigures(floor: LiveFloor | undefined, update: FigureUpdate): LiveFloor | undefined {
  const { version, since, at, counts, removed } = update;
  if (since !== null && since !== floor?.version) return undefined;
  const before = since === null ? undefined : floor;
  const agents = merge(before?.agents, update.agents, removed.agents, ({ id }) => id);
  const calls = merge(before?.calls, update.calls, removed.calls, ({ id }) => id);
  const campaigns = merge(before?.campaigns, update.campaigns, removed.campaigns, ({ campaign }) => campaign.id);
  return {
    version,
    at,
    counts,
    agents: agents.toSorted((a, b) => b.numeric_id - a.numeric_id),
    calls: calls.toSorted((a, b) => a.numeric_id - b.numeric_id),
    campaigns: campaigns.toSorted((a, b) => b.campaign.numeric_id - a.campaign.numeric_id),
  };
}

function merge<T>(before: T[] | undefined, changed: T[], removed: string[], idOf: (row: T) => string): T[] {
  const rows = new Map([...(before ?? []), ...changed].map((row) => [idOf(row), row]));
  for (const id of removed) rows.delete(id);
  return [...rows.values()];
}
