/**
 * `npm run fuzz` starts the product with services of its own, and sends random requests to every endpoint that needs no
 * credential. A finding is a reply with status 500 or higher, a request without a reply, an API process that ended, or
 * a request that costs too much CPU time.
 */
import { appendFile, mkdir } from 'node:fs/promises';
import { request as httpRequest, Agent } from 'node:http';
import { join } from 'node:path';
import { readConfig } from '../../shared/config.ts';
import { orExit } from '../../shared/startup-errors.ts';
import { inspectProcess, INSPECTOR_LINE, type ProcessInspector } from '../bench/process-inspector.ts';
import { launch } from '../launch.ts';
import { parseOptions, parseWholeNumber } from '../options.ts';
import { percentile } from '../percentile.ts';
import { createRandom } from '../simulator/random.ts';
import { startOrExit } from '../start-or-exit.ts';
import { formatTable } from '../table.ts';
import { ENDPOINTS, type FuzzRequest } from './endpoints.ts';
import { mutateRequest } from './mutations.ts';

const USAGE = `npm run fuzz -- [--seconds <n>] [--seed <n>]
  --seconds <n>   how long to send requests (120)
  --seed <n>      the same seed gives the same requests (default: a new seed)`;

/**
 * Milliseconds of CPU time of the API's main thread for one request. While the main thread works, all other requests
 * wait. The budget is 5 ms (`test/api/app.budget.test.ts`). The limit here is higher, because garbage collection counts
 * too.
 */
const CPU_MS_MAX = 25;
/** An expensive request is sent this many times again. It is a finding if it is expensive each time. */
const REPEATS = 5;
/** Milliseconds of real time. */
const REPLY_MS_MAX = 20_000;
const FINDINGS_MAX = 20;

const { values: options } = parseOptions(USAGE, {
  options: { seconds: { type: 'string', default: '120' }, seed: { type: 'string' } },
});
const seconds = parseWholeNumber('--seconds', options.seconds, 1);
const seed = options.seed === undefined ? Date.now() % 1_000_000 : parseWholeNumber('--seed', options.seed, 0);

const right = (title: string) => ({ title, align: 'right' as const });
const COLUMNS = [{ title: 'endpoint' }, right('requests'), right('CPU ms median'), right('p99'), right('max')];

type Reply = { status: number; cpuMs: number } | { error: string };

const { dataDir } = orExit(readConfig);
const logFile = join(dataDir, 'fuzz.log');
await mkdir(dataDir, { recursive: true });
console.log(`Seed ${seed}, ${seconds} s. Starting the product. Its log: ${logFile}`);
let inspectorUrl = '';
const exits: string[] = [];
await using system = await startOrExit(
  launch({
    scratch: true,
    settings: {
      CARRIER: 'simulator',
      LOG_LEVEL: 'error',
      // The limits of requests would refuse nearly every request before it is read.
      RATE_LIMIT_PER_MINUTE: '1000000',
      RATE_LIMIT_DNI_PER_MINUTE: '1000000',
      RATE_LIMIT_RTB_PER_MINUTE: '1000000',
      RATE_LIMIT_PAGES_PER_MINUTE: '1000000',
      NODE_OPTIONS: '--inspect=127.0.0.1:0',
    },
    onLine: (name, line) => {
      const url = INSPECTOR_LINE.exec(line)?.[1];
      if (url && name === 'api') inspectorUrl = url;
      void appendFile(logFile, `${name} | ${line}\n`);
    },
  }),
);
const api = system.children.get('api')!;
const apiPid = api.pid;
const inspector = await inspectProcess(inspectorUrl);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

try {
  process.exitCode = (await fuzz(inspector)) ? 0 : 1;
} finally {
  inspector.close();
  agent.destroy();
}

/** @returns Whether there was no finding. */
async function fuzz(inspector: ProcessInspector): Promise<boolean> {
  const findings: string[] = [];
  const costs = new Map(ENDPOINTS.map(({ name }) => [name, [] as number[]]));
  // The first request to an endpoint builds what later requests use, such as the documents.
  for (const endpoint of ENDPOINTS) await send(inspector, endpoint);
  const endMs = performance.now() + seconds * 1_000;
  for (let number = 0; performance.now() < endMs && findings.length < FINDINGS_MAX; number += 1) {
    const endpoint = ENDPOINTS[number % ENDPOINTS.length]!;
    const request = mutateRequest(createRandom(seed, number), endpoint);
    const reply = await send(inspector, request);
    const problem = await problemOf(inspector, request, reply);
    if (problem) findings.push(`request ${number}: ${problem}\n${describe(request)}`);
    if ('cpuMs' in reply) costs.get(endpoint.name)!.push(reply.cpuMs);
    if (api.pid !== apiPid) exits.push(`The API process ended after request ${number}.`);
    if (exits.length > 0) break;
  }
  printCosts(costs);
  for (const finding of [...exits, ...findings]) console.log(`\nFINDING ${finding}`);
  console.log(
    `\n${exits.length + findings.length} findings. Repeat this run: npm run fuzz -- --seconds ${seconds} --seed ${seed}`,
  );
  return exits.length + findings.length === 0;
}

async function problemOf(inspector: ProcessInspector, request: FuzzRequest, reply: Reply): Promise<string | undefined> {
  if ('error' in reply) return reply.error;
  if (reply.status >= 500) return `status ${reply.status}`;
  let cheapest = reply.cpuMs;
  for (let repeat = 0; repeat < REPEATS && cheapest > CPU_MS_MAX; repeat += 1) {
    const again = await send(inspector, request);
    if ('cpuMs' in again) cheapest = Math.min(cheapest, again.cpuMs);
  }
  return cheapest > CPU_MS_MAX ? `${cheapest.toFixed(1)} ms of CPU, the limit is ${CPU_MS_MAX} ms` : undefined;
}

async function send(inspector: ProcessInspector, request: FuzzRequest): Promise<Reply> {
  const before = await inspector.readThreadCpuMs();
  const result = await exchange(request);
  if (typeof result === 'string') return { error: result };
  return { status: result, cpuMs: (await inspector.readThreadCpuMs()) - before };
}

/** Sends the request. Returns the status, or a text that says why there was no reply. */
function exchange({ method, path, headers, body }: FuzzRequest): Promise<number | string> {
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const url = new URL(system.apiUrl);
    const sent = httpRequest(
      {
        host: url.hostname,
        port: url.port,
        method,
        path,
        headers: { ...headers, ...length },
        agent,
        timeout: REPLY_MS_MAX,
      },
      (response) => {
        response.resume();
        response.on('close', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no reply within ${REPLY_MS_MAX / 1_000} s`)));
    // After a reply such as 413, the server closes the connection while the client still sends. That is no finding.
    sent.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EPIPE' || error.code === 'ECONNRESET' ? 413 : error.message),
    );
    sent.end(body);
  });
}

function cut(value: string, length: number): string {
  return value.length > length ? `${value.slice(0, length)}… (${value.length})` : value;
}

function describe({ method, path, headers, body }: FuzzRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${cut(value, 100)}`);
  return [
    `  ${method} ${cut(path, 200)}`,
    ...lines,
    ...(body === undefined ? [] : [`  ${cut(JSON.stringify(body), 300)}`]),
  ].join('\n');
}

function printCosts(costs: ReadonlyMap<string, number[]>): void {
  const rows = [...costs].map(([name, values]) => {
    const at = (share: number) => percentile(values, share).toFixed(1);
    return [name, String(values.length), at(0.5), at(0.99), at(1)];
  });
  console.log(`\n${formatTable(COLUMNS, rows).join('\n')}`);
}
