/**
 * Salesforce: contacts and tasks are upserted by external ids of ours, so a batch may be sent again.
 * Source: REST API Developer Guide, sObject Collections (v46 and later).
 */
import { z } from 'zod';
import {
  type SaveOutcomes,
  type PlatformCall,
  type PlatformClient,
  type PlatformContact,
  PlatformError,
} from './platform.ts';
import type { PlatformHttp, PlatformReply } from './platform-http.ts';

const API = '/services/data/v62.0';
const BATCH_MAX = 200;
const LOGIN_URL = 'https://login.salesforce.com';
/** Custom fields, marked as external ids and unique; Task's is defined on Activity. */
const PHONE = 'CCP_Phone__c';
const CALL_ID = 'CCP_Call_Id__c';
/** What Salesforce says of a field that is set once. */
const NOT_UPDATABLE = 'INVALID_FIELD_FOR_INSERT_UPDATE';
const CONTACT_GONE = new Set([
  'INVALID_CROSS_REFERENCE_KEY',
  'ENTITY_IS_DELETED',
  'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
]);

const key = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  clientId: z.string().min(1),
  clientSecret: z.string().default(''),
  instanceUrl: z.url().optional(),
  loginUrl: z.url().default(LOGIN_URL),
});
/** An access token alone, or with what it can be renewed with. */
export type SalesforceKey = Partial<z.output<typeof key>> & { accessToken: string };

const camel = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Understands `access_token` as well as `accessToken`. @returns undefined for JSON that lacks something. */
export function parseSalesforceKey(apiKey: string): SalesforceKey | undefined {
  if (!apiKey.trimStart().startsWith('{')) return { accessToken: apiKey };
  try {
    const json = JSON.parse(apiKey) as Record<string, unknown>;
    return key.safeParse(Object.fromEntries(Object.entries(json).map(([name, value]) => [camel(name), value]))).data;
  } catch {
    return undefined;
  }
}

const upsertReply = z.array(
  z.object({
    id: z.string().nullish(),
    success: z.boolean(),
    errors: z.array(z.object({ statusCode: z.string(), message: z.string() })).default([]),
  }),
);
type Upserted = z.output<typeof upsertReply>[number];

export type SalesforceOptions = {
  key: SalesforceKey;
  instanceUrl: string;
  /** Asked instead of the instance and the login host. */
  baseUrl: string | undefined;
  /** The key with its new access token; what was stored is no good any more. */
  saveKey(apiKey: string): Promise<void>;
};

export class Salesforce implements PlatformClient {
  readonly batchMax = BATCH_MAX;
  readonly #http: PlatformHttp;
  readonly #options: SalesforceOptions;
  #key: SalesforceKey;

  constructor(http: PlatformHttp, options: SalesforceOptions) {
    this.#http = http;
    this.#options = options;
    this.#key = options.key;
    for (const secret of secretsOf(options.key)) http.addSecret(secret);
  }

  async saveContacts(contacts: PlatformContact[]): Promise<SaveOutcomes> {
    const records = contacts.map(({ phone, firstName, lastName }) => ({
      [PHONE]: phone,
      Phone: phone,
      // Required of every contact.
      LastName: lastName ?? phone,
      ...(firstName === null ? {} : { FirstName: firstName }),
    }));
    const upserted = await this.#upsert('Contact', PHONE, records);
    return new Map(contacts.map(({ phone }, at) => [phone, this.#outcomeOf(upserted[at])]));
  }

  async saveCalls(calls: PlatformCall[]): Promise<SaveOutcomes> {
    const upserted = await this.#upsert('Task', CALL_ID, calls.map(taskOf));
    const outcomes: SaveOutcomes = new Map(calls.map(({ uuid }, at) => [uuid, this.#outcomeOf(upserted[at])]));
    // Tasks that are there already: the subtype is set once.
    const there = calls.filter((_, at) => upserted[at]?.errors.some(({ statusCode }) => statusCode === NOT_UPDATABLE));
    if (there.length === 0) return outcomes;
    const again = await this.#upsert(
      'Task',
      CALL_ID,
      there.map((call) => ({ ...taskOf(call), TaskSubtype: undefined })),
    );
    for (const [at, { uuid }] of there.entries()) outcomes.set(uuid, this.#outcomeOf(again[at]));
    return outcomes;
  }

  /** Results in the order of the records. */
  async #upsert(type: 'Contact' | 'Task', externalId: string, records: Record<string, unknown>[]): Promise<Upserted[]> {
    const reply = await this.#send(`${API}/composite/sobjects/${type}/${externalId}`, {
      allOrNone: false,
      records: records.map((record) => ({ attributes: { type }, ...record })),
    });
    const { data } = upsertReply.safeParse(reply.json);
    if (reply.status === 200 && data?.length === records.length) return data;
    throw new PlatformError(
      'rejected',
      `Salesforce does not take ${type}s: ${this.#http.errorText(reply)}. Is ${externalId} there, as a unique external id?`,
    );
  }

  #outcomeOf(upserted: Upserted | undefined) {
    if (upserted?.success && upserted.id) return { externalId: upserted.id };
    const [first] = upserted?.errors ?? [];
    const error = this.#http.redact(first ? `${first.statusCode} ${first.message}` : 'Salesforce did not say why.');
    return CONTACT_GONE.has(first?.statusCode ?? '') ? { error, contactGone: true as const } : { error };
  }

  async #send(path: string, body: unknown): Promise<PlatformReply> {
    let reply = await this.#ask(path, body);
    if (reply.status === 401 && this.#key.refreshToken !== undefined) {
      await this.#refresh();
      reply = await this.#ask(path, body);
    }
    const [code] = [reply.json].flat() as ({ errorCode?: string } | undefined)[];
    if (reply.status === 403 && code?.errorCode === 'REQUEST_LIMIT_EXCEEDED')
      throw new PlatformError('busy', 'Salesforce’s daily request limit is reached. Sync again tomorrow.');
    if (reply.status === 401 || reply.status === 403)
      throw new PlatformError('refused', `Salesforce refused the key: ${this.#http.errorText(reply)}`);
    return reply;
  }

  #ask(path: string, body: unknown): Promise<PlatformReply> {
    const headers = { authorization: `Bearer ${this.#key.accessToken}` };
    const { baseUrl, instanceUrl } = this.#options;
    return this.#http.send(baseUrl ?? instanceUrl, { method: 'PATCH', path, headers, body, idempotent: true });
  }

  async #refresh(): Promise<void> {
    const { refreshToken = '', clientId = '', clientSecret = '', loginUrl = LOGIN_URL } = this.#key;
    const reply = await this.#http.send(this.#options.baseUrl ?? loginUrl, {
      method: 'POST',
      path: '/services/oauth2/token',
      form: {
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: clientId,
        client_secret: clientSecret,
      },
      idempotent: true,
    });
    const granted = z.object({ access_token: z.string(), refresh_token: z.string().optional() }).safeParse(reply.json);
    if (!granted.success)
      throw new PlatformError('refused', `Salesforce would not renew the access token: ${this.#http.errorText(reply)}`);
    const { access_token: accessToken, refresh_token: next = refreshToken } = granted.data;
    this.#key = { ...this.#key, accessToken, refreshToken: next };
    for (const secret of secretsOf(this.#key)) this.#http.addSecret(secret);
    await this.#options.saveKey(JSON.stringify(this.#key));
  }
}

const secretsOf = ({ accessToken, refreshToken = '', clientSecret = '' }: SalesforceKey) => [
  accessToken,
  refreshToken,
  clientSecret,
];

function taskOf(call: PlatformCall): Record<string, unknown> {
  const { direction, contact, campaignName, recordingUrl, notes } = call;
  return {
    [CALL_ID]: call.uuid,
    Subject: `${direction === 'inbound' ? 'Call from' : 'Call to'} ${contact.phone}`,
    Status: 'Completed',
    TaskSubtype: 'Call',
    ActivityDate: call.startTime.toISOString().slice(0, 10),
    CallDurationInSeconds: call.durationSeconds,
    CallType: direction === 'inbound' ? 'Inbound' : 'Outbound',
    CallDisposition: call.disposition,
    CallObject: call.uuid,
    Description: [campaignName, notes, recordingUrl].filter((part) => part !== null).join('\n'),
    WhoId: call.contactId ?? undefined,
  };
}
