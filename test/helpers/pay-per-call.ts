/** The real processes of pay-per-call on services of their own, which tests may kill, and a carrier that brings callers. */
import { readConfig } from '../../shared/config.ts';
import { connect, type Pool } from '../../sql/db.ts';
import { DemoApi } from '../../scripts/demo/api.ts';
import { launch, type Running } from '../../scripts/launch.ts';
import type { BehaviourInput } from '../../scripts/simulator/behaviours.ts';
import type { Ledger } from '../../scripts/simulator/ledger.ts';
import { signature } from '../../scripts/simulator/webhook-url.ts';
import { sid } from './inbound.ts';

export type PayPerCall = AsyncDisposable & {
  running: Running;
  sql: Pool;
  /** With a session of the tenant's owner. */
  api: DemoApi;
  /** What the processes wrote, for the report of a failure. */
  lines: string[];
  ledger(): Promise<Ledger>;
  behave(rules: BehaviourInput[]): Promise<void>;
  /** Somebody calls through the simulated carrier; returns the call's sid. */
  callIn(to: string, from: string): Promise<string>;
  /** A callback as the carrier would sign it, and how long its sender waited. */
  callback(path: string, params: Record<string, string>): Promise<{ status: number; text: string; tookMs: number }>;
};

export async function startPayPerCall(workerProcesses: string[][], clockSpeed: number): Promise<PayPerCall> {
  await using stack = new AsyncDisposableStack();
  const lines: string[] = [];
  const running = stack.use(
    await launch({
      scratch: true,
      settings: {
        DATABASE_URL: '',
        REDIS_URL: '',
        CARRIER: 'simulator',
        CLOCK_SPEED: String(clockSpeed),
        LOG_LEVEL: 'warn',
        RATE_LIMIT_PER_MINUTE: '100000',
        RATE_LIMIT_RTB_PER_MINUTE: '100000',
        // The bidders are the simulator's.
        EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
      },
      workerProcesses,
      onLine: (name, line) => void lines.push(`${name} | ${line}`),
    }),
  );
  const { apiUrl, simulatorUrl, databaseUrl } = running;
  const sql = connect({ url: databaseUrl, applicationName: 'test', connectionsMax: 2 });
  stack.defer(() => sql.end({ timeout: 1 }));
  const credentials = { email: 'owner@example.com', password: 'securePassword123' };
  await new DemoApi(apiUrl).register(credentials);
  const api = new DemoApi(apiUrl);
  await api.login(credentials);
  const steer = async <T>(path: string, body?: object): Promise<T> => {
    const response = await fetch(`${simulatorUrl}/__sim/${path}`, {
      method: body ? 'POST' : 'GET',
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as T;
  };
  const { authToken, accountSid } = readConfig({}).twilio;
  const owned = stack.move();
  return {
    running,
    sql,
    api,
    lines,
    ledger: () => steer<Ledger>('ledger'),
    behave: async (rules) => void (await steer('behaviours', rules)),
    callIn: async (to, from) => {
      const voiceUrl = `${apiUrl}/api/webhooks/voice`;
      const statusCallback = `${apiUrl}/api/webhooks/status`;
      // A caller waits for as long as it rings, and talks until the other side hangs up.
      const persona = { patienceSeconds: null, talkSeconds: null };
      return (await steer<{ sid: string }>('inbound', { from, to, voiceUrl, statusCallback, persona })).sid;
    },
    callback: async (path, sent) => {
      const url = `${apiUrl}${path}`;
      const params = { CallSid: sid(), AccountSid: accountSid, ...sent };
      const startedMs = performance.now();
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'x-twilio-signature': signature(authToken, url, params) },
        body: new URLSearchParams(params),
      });
      const text = await response.text();
      return { status: response.status, text, tookMs: performance.now() - startedMs };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** How many were under way at once at most: an end at the same instant as a start comes first. */
export function mostAtOnce(spans: { from: number; to: number }[]): number {
  const changes = spans.flatMap(({ from, to }) => [
    { at: from, by: 1 },
    { at: to, by: -1 },
  ]);
  let now = 0;
  let most = 0;
  for (const { by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by)) most = Math.max(most, (now += by));
  return most;
}
