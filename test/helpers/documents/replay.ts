/**
 * Sends the examples of an API document to the started product, in the order of the document, and compares each reply
 * with the printed one.
 */
import { randomInt } from 'node:crypto';
import type { z } from 'zod';
import { twilioSignature } from '../../../scripts/simulator/webhooks/signature.ts';
import { randomCallSid, randomPhoneNumber } from '../fixtures/inbound-calls.ts';
import type { TestSystem } from '../system.ts';

/**
 * Whose credential a request has. `user` is an administrator with a token or a session, as the document says. `member` is
 * a user of the same tenant with fewer permissions. `bidder` has the credential of an RTB target.
 */
export type Sender = 'user' | 'member' | 'nobody' | 'carrier' | 'bidder';

/**
 * One printed request with its reply. In `send` and in strings of `body`, `{name}` is the value that an earlier example
 * has saved last, and `{first:name}` the value that was saved first. {@link FRESH} lists the names
 * of values that are new each time, such as `{phone}`.
 */
export type Example = {
  /** The line of the request in the document. */
  line: number;
  /** The method and the path with its query: `GET /api/campaigns?limit=50`. */
  send: string;
  as?: Sender;
  /** The body. For the carrier, the fields of the form. */
  body?: Record<string, unknown> | string;
  /** The fields of a multipart form, instead of a body. The field `file` is a file. */
  form?: Record<string, string>;
  /** Default: 200. */
  status?: number;
  reply?: z.ZodType;
  /** Documented values of members of the body or of parameters of the query. The request is sent once with each value. */
  each?: Record<string, readonly unknown[]>;
  /** Values to remember, as name → path in the reply, for example `campaign: 'campaign.id'`. */
  save?: Record<string, string>;
  /** Names of remembered values that the request deletes. The values that were remembered before count again. */
  forget?: string[];
  /** Whether the request creates something that earlier examples of the document list. Then it is sent first of all. */
  creates?: true;
};

/** What differs between the two documents: the headers of a request, and the status that refuses an invalid value. */
export type Conventions = {
  credential: Record<string, string>;
  memberCredential: Record<string, string>;
  invalidStatus: 400 | 422;
};

type Report = (path: readonly PropertyKey[], problem: string, got: unknown) => void;
type Reply = { status: number; body: unknown; headers: Headers };

/** Longer values are cut in the report. */
const SHOWN_LENGTH_MAX = 300;
const show = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, SHOWN_LENGTH_MAX);
const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], body);

/** Values that are new each time. */
const FRESH: Record<string, () => string> = {
  phone: randomPhoneNumber,
  code: () => `code_${randomInt(1e12).toString(36)}`,
  callSid: randomCallSid,
  numberSid: () => randomCallSid().replace('CA', 'PN'),
};

export class Replay {
  /** The differences between the document and the product, each with its line, the path in the reply, and the value. */
  get differences(): string[] {
    return [...this.found.values()];
  }

  private readonly found = new Map<string, string>();
  private readonly saved = new Map<string, unknown[]>();
  private readonly system: TestSystem;
  private readonly conventions: Conventions;

  constructor(system: TestSystem, conventions: Conventions) {
    this.system = system;
    this.conventions = conventions;
  }

  /** Remembers a value under a name, for the examples that follow. */
  save(name: string, value: unknown): void {
    this.saved.set(name, [...(this.saved.get(name) ?? []), value]);
  }

  /** Returns the value that was remembered last, or first for a name such as `first:campaign`. */
  value(reference: string): unknown {
    const [name, isFirst] = reference.startsWith('first:') ? [reference.slice(6), true] : [reference, false];
    const fresh = FRESH[name]?.();
    if (fresh !== undefined) return fresh;
    const values = this.saved.get(name);
    if (!values?.length) throw new Error(`No example has saved "${name}".`);
    return values.at(isFirst ? 0 : -1);
  }

  /** Sends the example once, and once more with each documented value of its members. */
  async run(example: Example): Promise<void> {
    await this.runOnce(example);
    for (const [member, values] of Object.entries(example.each ?? {})) {
      for (const value of values) await this.runOnce(withValue(example, member, value), { member, value });
      if (!values.every((value) => typeof value === 'string')) continue;
      const unlisted = { ...withValue(example, member, 'unlisted'), reply: undefined, save: undefined };
      await this.runOnce({ ...unlisted, status: this.conventions.invalidStatus });
    }
  }

  /** Sends the example once. */
  async runOnce(example: Example, echo?: { member: string; value: unknown }): Promise<void> {
    const reply = await this.request(example);
    const report: Report = (path, problem, got) => {
      // The rows of a list differ in the same way, so the report shows the first row.
      const where = path.map((key) => (typeof key === 'number' ? '[]' : String(key))).join('.');
      const what = `line ${example.line}, ${example.send}: ${where}: ${problem}`;
      if (!this.found.has(what)) this.found.set(what, `${what}, got ${show(got)}`);
    };
    const status = example.status ?? 200;
    if (reply.status !== status) {
      report(['status'], `expected ${status}`, [reply.status, reply.body]);
      return;
    }
    this.checkHeaders(example, reply, report);
    for (const { path, message } of example.reply?.safeParse(reply.body).error?.issues ?? [])
      report(['body', ...path], message, valueAt(reply.body, path));
    if (echo) {
      const shown = memberOf(reply.body, echo.member);
      if (shown !== undefined && show(shown) !== show(echo.value))
        report([echo.member], `expected ${show(echo.value)}`, shown);
    }
    for (const [name, path] of Object.entries(example.save ?? {}))
      this.save(name, valueAt(reply.body, path.split('.')));
    for (const name of example.forget ?? []) this.saved.get(name)!.pop();
  }

  private checkHeaders({ as = 'user' }: Example, { headers }: Reply, report: Report): void {
    for (const name of ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset']) {
      const value = headers.get(name);
      // The documents limit everything except the callbacks of the carrier.
      if (as === 'carrier' ? value !== null : !/^\d+$/.test(value ?? ''))
        report(['headers', name], as === 'carrier' ? 'expected none' : 'expected a whole number', value);
    }
  }

  private async request({ send, as = 'user', body, form }: Example): Promise<Reply> {
    const [method, target] = send.split(/ (.*)/s) as [string, string];
    const { publicBaseUrl } = this.system.config;
    const url = new URL(
      publicBaseUrl + target.replaceAll(/\{([\w:]+)\}/g, (_all, name: string) => String(this.value(name))),
    ).href;
    const response = await fetch(url, { method, ...this.contentOf(url, as, this.fill(body), form) });
    const content = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: isJson ? JSON.parse(content) : content, headers: response.headers };
  }

  private contentOf(url: string, as: Sender, body: unknown, form: Example['form']): RequestInit {
    const headers = this.credentialOf(as);
    if (form) {
      const data = new FormData();
      for (const [name, value] of Object.entries(this.fill(form) as Record<string, string>))
        data.append(name, name === 'file' ? new File([value], 'leads.csv', { type: 'text/csv' }) : value);
      return { headers, body: data };
    }
    if (as === 'carrier') {
      const fields = body as Record<string, string>;
      const signature = twilioSignature(this.system.config.twilio.authToken, url, fields);
      return { headers: { 'x-twilio-signature': signature }, body: new URLSearchParams(fields) };
    }
    if (body === undefined) return { headers };
    const json = typeof body === 'string' ? body : JSON.stringify(body);
    return { headers: { ...headers, 'content-type': 'application/json' }, body: json };
  }

  private credentialOf(as: Sender): Record<string, string> {
    if (as === 'user') return this.conventions.credential;
    if (as === 'member') return this.conventions.memberCredential;
    return as === 'bidder' ? { authorization: `Bearer ${String(this.value('targetToken'))}` } : {};
  }

  /** Replaces `{name}` in a value. A string that is only `{name}` becomes the value itself, such as an integer. */
  private fill(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.fill(each));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.fill(each)]));
    const name = typeof value === 'string' ? /^\{([\w:]+)\}$/.exec(value)?.[1] : undefined;
    return name === undefined ? value : this.value(name);
  }
}

/** Returns the example with another value of a member of its body, or of a parameter of its query. */
function withValue(example: Example, member: string, value: unknown): Example {
  if (typeof example.body === 'object') return { ...example, body: { ...example.body, [member]: value } };
  const [target, query] = example.send.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set(member, String(value));
  return { ...example, send: `${target}?${decodeURIComponent(parameters.toString())}`, reply: undefined };
}

/** Returns the member of a reply, or of the object in its envelope. */
function memberOf(body: unknown, member: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const inner = Object.values(body).filter((each) => typeof each === 'object' && each !== null && !Array.isArray(each));
  const holder = [body, ...inner].find((each) => member in (each as object)) as Record<string, unknown> | undefined;
  return holder?.[member];
}
