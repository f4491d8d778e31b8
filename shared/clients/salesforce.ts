/**
 * The client of Salesforce. Contacts and tasks (calls) are upserted (inserted or updated) by custom external ids, so a
 * batch may be sent again.
 * Source: REST API Developer Guide, sObject Collections (v46 and later).
 */
import { z } from 'zod';
import {
  describeCall,
  type SaveOutcome,
  type SaveOutcomes,
  type PlatformCall,
  type PlatformClient,
  type PlatformContact,
  PlatformError,
} from './platform.ts';
import { isSamePhone, namesToFill, nationalDigits } from '../rules/integrations/contact-match.ts';
import type { PlatformHttp, PlatformReply } from './platform-http.ts';

const API = '/services/data/v62.0';
const BATCH_MAX = 200;
const LOGIN_URL = 'https://login.salesforce.com';
/** Custom fields in Salesforce. The fields must be unique external ids. The field of Task is defined on Activity. */
const PHONE = 'CCP_Phone__c';
const CALL_ID = 'CCP_Call_Id__c';
/** The fields of a contact that people write phone numbers into. */
const PHONE_FIELDS = ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone'] as const;
/** The query for this many phone numbers fits into a URL of 16 KB. */
const PHONES_PER_QUERY = 40;
/** Salesforce's status code for a field that can be set only when a record is created. */
const NOT_UPDATABLE = 'INVALID_FIELD_FOR_INSERT_UPDATE';
/** Salesforce's status codes for a task whose contact no longer exists. */
const CONTACT_MISSING = new Set([
  'INVALID_CROSS_REFERENCE_KEY',
  'ENTITY_IS_DELETED',
  'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
]);

const RenewableKey = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  clientId: z.string().min(1),
  clientSecret: z.string().default(''),
  instanceUrl: z.url().optional(),
  loginUrl: z.url().default(LOGIN_URL),
});
/** An access token, alone or with the refresh token and the OAuth client that renew the access token. */
export type SalesforceKey = Partial<z.output<typeof RenewableKey>> & { accessToken: string };

const toCamelCase = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * Parses an API key: an access token, or JSON with the fields of {@link RenewableKey}. JSON may also use snake case
 * (`access_token`), as Salesforce's own token response does.
 *
 * @returns undefined for invalid JSON, or for JSON in which a field is missing
 */
export function parseSalesforceKey(apiKey: string): SalesforceKey | undefined {
  if (!apiKey.trimStart().startsWith('{')) return { accessToken: apiKey };
  try {
    const json = JSON.parse(apiKey) as Record<string, unknown>;
    const fields = Object.entries(json).map(([name, value]) => [toCamelCase(name), value]);
    return RenewableKey.safeParse(Object.fromEntries(fields)).data;
  } catch {
    return undefined;
  }
}

const UpsertReply = z.array(
  z.object({
    id: z.string().nullish(),
    success: z.boolean(),
    errors: z.array(z.object({ statusCode: z.string(), message: z.string() })).default([]),
  }),
);
const text = z.string().nullish();
const QueryReply = z.object({
  records: z.array(
    z.object({
      Id: z.string(),
      FirstName: text,
      LastName: text,
      [PHONE]: text,
      Phone: text,
      MobilePhone: text,
      HomePhone: text,
      OtherPhone: text,
    }),
  ),
});
type StoredContact = z.output<typeof QueryReply>['records'][number];
type UpsertResult = z.output<typeof UpsertReply>[number];

export type SalesforceOptions = {
  key: SalesforceKey;
  instanceUrl: string;
  /**
   * The base URL that replaces the URLs of the Salesforce instance and of the login host (setting
   * `SALESFORCE_BASE_URL`).
   */
  baseUrl: string | undefined;
  /** Saves the API key after its access token was renewed. The old access token is no longer valid. */
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
    const outcomes: SaveOutcomes = new Map();
    const updates = new Map<string, Record<string, string>>();
    const stored = await this.#findContacts(contacts.map(({ phone }) => phone));
    for (const contact of contacts) {
      const found = stored.get(contact.phone);
      if (!found) continue;
      outcomes.set(contact.phone, { externalId: found.Id });
      const fields = missingFields(found, contact);
      if (Object.keys(fields).length > 0 && !updates.has(found.Id)) updates.set(found.Id, fields);
    }
    // The calls can be linked without the update, so a refused update is no error.
    if (updates.size > 0)
      await this.#send('PATCH', `${API}/composite/sobjects`, {
        allOrNone: false,
        records: [...updates].map(([id, fields]) => ({ attributes: { type: 'Contact' }, id, ...fields })),
      });
    const created = await this.#createContacts(contacts.filter(({ phone }) => !outcomes.has(phone)));
    return new Map([...outcomes, ...created]);
  }

  /** Returns the contacts that exist, by the phone numbers (E.164) that we look for. The oldest contact wins. */
  async #findContacts(phones: string[]): Promise<Map<string, StoredContact>> {
    const found = new Map<string, StoredContact>();
    for (let at = 0; at < phones.length; at += PHONES_PER_QUERY) {
      const searched = phones.slice(at, at + PHONES_PER_QUERY);
      const query = new URLSearchParams({ q: contactQuery(searched) });
      const reply = await this.#send('GET', `${API}/query?${query.toString()}`);
      const contacts = QueryReply.safeParse(reply.json);
      // Without the search, an existing contact would be created a second time.
      if (reply.status !== 200 || !contacts.success)
        throw new PlatformError(
          'rejected',
          `Salesforce did not search the contacts: ${this.#http.errorText(reply)}. ` +
            `Check that the field ${PHONE} exists and is a unique external id.`,
        );
      for (const phone of searched) {
        const matches = contacts.data.records.filter((contact) =>
          PHONE_FIELDS.some((field) => contact[field] && isSamePhone(contact[field], phone)),
        );
        const match = contacts.data.records.find((contact) => contact[PHONE] === phone) ?? matches[0];
        if (match) found.set(phone, match);
      }
    }
    return found;
  }

  async #createContacts(contacts: PlatformContact[]): Promise<SaveOutcomes> {
    if (contacts.length === 0) return new Map();
    const records = contacts.map(({ phone, firstName, lastName }) => ({
      [PHONE]: phone,
      Phone: phone,
      // Use the phone number if the contact has no last name, because Salesforce requires a last name.
      LastName: lastName ?? phone,
      ...(firstName === null ? {} : { FirstName: firstName }),
    }));
    const results = await this.#upsert('Contact', PHONE, records);
    return new Map(contacts.map(({ phone }, index) => [phone, this.#outcome(results[index])]));
  }

  async saveCalls(calls: PlatformCall[]): Promise<SaveOutcomes> {
    const results = await this.#upsert('Task', CALL_ID, calls.map(taskFields));
    const outcomes: SaveOutcomes = new Map(calls.map(({ uuid }, index) => [uuid, this.#outcome(results[index])]));
    // Update existing tasks without the subtype, because the subtype can be set only when a task is created.
    const existing = calls.filter((_, index) =>
      results[index]?.errors.some(({ statusCode }) => statusCode === NOT_UPDATABLE),
    );
    if (existing.length === 0) return outcomes;
    const updates = existing.map((call) => ({ ...taskFields(call), TaskSubtype: undefined }));
    const updateResults = await this.#upsert('Task', CALL_ID, updates);
    for (const [index, { uuid }] of existing.entries()) outcomes.set(uuid, this.#outcome(updateResults[index]));
    return outcomes;
  }

  /** Upserts records and returns the results in the order of the records. */
  async #upsert(
    type: 'Contact' | 'Task',
    externalId: string,
    records: Record<string, unknown>[],
  ): Promise<UpsertResult[]> {
    const reply = await this.#send('PATCH', `${API}/composite/sobjects/${type}/${externalId}`, {
      allOrNone: false,
      records: records.map((record) => ({ attributes: { type }, ...record })),
    });
    const { data } = UpsertReply.safeParse(reply.json);
    if (reply.status === 200 && data?.length === records.length) return data;
    throw new PlatformError(
      'rejected',
      `Salesforce rejected all ${type} records: ${this.#http.errorText(reply)}. ` +
        `Check that the field ${externalId} exists and is a unique external id.`,
    );
  }

  #outcome(result: UpsertResult | undefined): SaveOutcome {
    if (result?.success && result.id) return { externalId: result.id };
    const [first] = result?.errors ?? [];
    const error = first
      ? this.#http.redact(`${first.statusCode} ${first.message}`)
      : 'Salesforce rejected the record without a reason.';
    return CONTACT_MISSING.has(first?.statusCode ?? '') ? { error, contactMissing: true } : { error };
  }

  /** Sends a request. If the access token has expired, renews the access token once and sends the request again. */
  async #send(method: 'GET' | 'PATCH', path: string, body?: unknown): Promise<PlatformReply> {
    let reply = await this.#sendOnce(method, path, body);
    if (reply.status === 401 && this.#key.refreshToken !== undefined) {
      await this.#renewAccessToken();
      reply = await this.#sendOnce(method, path, body);
    }
    const [error] = [reply.json].flat() as ({ errorCode?: string } | undefined)[];
    if (reply.status === 403 && error?.errorCode === 'REQUEST_LIMIT_EXCEEDED')
      throw new PlatformError('rate_limited', 'Salesforce’s daily request limit is reached. Sync again tomorrow.');
    if (reply.status === 401 || reply.status === 403)
      throw new PlatformError('unauthorized', `Salesforce rejected the API key: ${this.#http.errorText(reply)}`);
    return reply;
  }

  #sendOnce(method: 'GET' | 'PATCH', path: string, body: unknown): Promise<PlatformReply> {
    const headers = { authorization: `Bearer ${this.#key.accessToken}` };
    const { baseUrl, instanceUrl } = this.#options;
    return this.#http.send(baseUrl ?? instanceUrl, { method, path, headers, body, idempotent: true });
  }

  async #renewAccessToken(): Promise<void> {
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
    const tokens = z.object({ access_token: z.string(), refresh_token: z.string().optional() }).safeParse(reply.json);
    if (!tokens.success)
      throw new PlatformError(
        'unauthorized',
        `Salesforce did not renew the access token: ${this.#http.errorText(reply)}. Send a new apiKey.`,
      );
    const { access_token: accessToken, refresh_token: newRefreshToken = refreshToken } = tokens.data;
    this.#key = { ...this.#key, accessToken, refreshToken: newRefreshToken };
    for (const secret of secretsOf(this.#key)) this.#http.addSecret(secret);
    await this.#options.saveKey(JSON.stringify(this.#key));
  }
}

const secretsOf = ({ accessToken, refreshToken = '', clientSecret = '' }: SalesforceKey) => [
  accessToken,
  refreshToken,
  clientSecret,
];

/**
 * Returns the SOQL query for the contacts with one of the phone numbers (E.164) in any writing. A pattern allows any
 * text between two digits, so the caller compares the numbers that the query finds.
 */
function contactQuery(phones: string[]): string {
  const conditions = phones.flatMap((phone) => {
    const pattern = `%${nationalDigits(phone).significant.split('').join('%')}%`;
    return PHONE_FIELDS.map((field) => `${field} LIKE '${pattern}'`);
  });
  const known = phones.map((phone) => `'${phone}'`).join(',');
  const fields = ['Id', 'FirstName', 'LastName', PHONE, ...PHONE_FIELDS].join(', ');
  return `SELECT ${fields} FROM Contact WHERE ${PHONE} IN (${known}) OR ${conditions.join(' OR ')} ORDER BY CreatedDate`;
}

/** Returns the fields that a stored contact lacks. */
function missingFields(stored: StoredContact, contact: PlatformContact): Record<string, string> {
  const { firstName, lastName } = namesToFill(
    { firstName: stored.FirstName ?? null, lastName: stored.LastName ?? null },
    contact,
  );
  return {
    ...(stored[PHONE] ? {} : { [PHONE]: contact.phone }),
    ...(firstName === undefined ? {} : { FirstName: firstName }),
    ...(lastName === undefined ? {} : { LastName: lastName }),
  };
}

function taskFields(call: PlatformCall): Record<string, unknown> {
  const { direction, contact, recordingUrl, notes } = call;
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
    Description: [...describeCall(call), notes, recordingUrl].filter((part) => part !== null).join('\n'),
    WhoId: call.contactId ?? undefined,
  };
}
