/**
 * `npm run demo`: the main job from end to end on scratch data. A lead list becomes a campaign that dials through the
 * simulated carrier, connects people to agents, retries, records and costs every call. Beside it people call in, and each
 * of their calls is auctioned to bidders. Then the books are audited.
 */
import { existsSync, openAsBlob } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readConfig } from '../shared/config.ts';
import { orRefuse, refuse } from '../shared/startup.ts';
import { connect, type Pool } from '../sql/db.ts';
import { audit, printAudit } from './demo/audit.ts';
import { auditCallers } from './demo/audit-callers.ts';
import { DemoApi } from './demo/api.ts';
import { reportAuctions } from './demo/auctions.ts';
import { letCallersCall, openDemoMarket } from './demo/callers.ts';
import { demoLeads } from './demo/leads.ts';
import { reportHeldLeads, watchCampaign } from './demo/progress.ts';
import { launch, type Running } from './launch.ts';
import { optionsOf } from './options.ts';
import type { Ledger } from './simulator/ledger.ts';

/** Product seconds per real second: a floor's hour passes in two and a half minutes. */
const SPEED = 25;
const AGENTS = 12;
/** Dialling stops after this much real time; the calls under way then end by themselves. */
const DIALLING_MS_MAX = 100_000;
const RETRY_MINUTES = 10;
const ATTEMPTS_MAX = 2;
const credentials = { email: 'demo@example.com', password: 'demo-password' };

const USAGE = `npm run demo -- [my-leads.csv] [--keep]
  my-leads.csv   dials your own list instead of the demo's
  --keep         stays up afterwards, until Ctrl-C`;

const { values: flags, positionals } = optionsOf(USAGE, {
  options: { keep: { type: 'boolean' } },
  allowPositionals: true,
});
const [ownList] = positionals;
if (ownList !== undefined && !existsSync(ownList)) refuse(`There is no file ${ownList}.`);

const { dataDir } = orRefuse(readConfig);
const logFile = join(dataDir, 'demo.log');
await mkdir(dataDir, { recursive: true });
console.log(`Starting PostgreSQL, Redis, API, workers and the simulated carrier (their log: ${logFile}) …`);
await using running = await launch({
  scratch: true,
  settings: {
    CARRIER: 'simulator',
    CLOCK_SPEED: String(SPEED),
    LOG_LEVEL: 'warn',
    RATE_LIMIT_PER_MINUTE: '100000',
    TWILIO_CALLS_PER_SECOND: '5',
    // The bidders are on this machine, where a tenant may not send requests otherwise.
    EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
  },
  onLine: (name, line) => void appendFile(logFile, `${name} | ${line}\n`),
});
const sql = connect({ url: running.databaseUrl, applicationName: 'demo', connectionsMax: 2 });
try {
  process.exitCode = (await runDemo(running, sql)) ? 0 : 1;
} finally {
  await sql.end();
}
if (flags.keep) await stayUp(running);

async function runDemo({ apiUrl, simulatorUrl = '' }: Running, books: Pool): Promise<boolean> {
  const api = new DemoApi(apiUrl);
  await api.register(credentials);
  const campaignId = await createCampaign(api);
  const rows = await importLeads(api, campaignId);
  await bringUpAgents(api);
  const callCenter = new DemoApi(apiUrl);
  await callCenter.login(credentials);
  await openDemoMarket(callCenter, simulatorUrl);
  await api.send('POST', `/api/campaigns/${campaignId}/start`);
  console.log(`\nDialling with ${AGENTS} agents, and taking calls; ${SPEED} seconds pass in each second.\n`);
  await Promise.all([watchCampaign(api, books, campaignId, DIALLING_MS_MAX), letCallersCall({ apiUrl, simulatorUrl })]);
  await reportHeldLeads(books);
  const ledger = (await (await fetch(`${simulatorUrl}/__sim/ledger`)).json()) as Ledger;
  await reportAuctions(books, ledger);
  console.log('\nAudit: Postgres against the carrier’s ledger\n');
  const dialled = await audit(books, ledger, { rows, retryGapMs: RETRY_MINUTES * 60_000, attemptsMax: ATTEMPTS_MAX });
  const checks = [...dialled, ...(await auditCallers(books, ledger))];
  printAudit(checks);
  const ties = checks.every(({ wrong }) => wrong === 0);
  console.log(ties ? '\nEverything ties.' : '\nSomething does not tie.');
  return ties;
}

async function createCampaign(api: DemoApi): Promise<string> {
  const { campaign } = await api.send<{ campaign: { id: string } }>('POST', '/api/campaigns', {
    name: 'Demo outreach',
    caller_id: '+14155551234',
    timezone: 'UTC',
    // The whole day: only the law of each called person's place holds calls back.
    calling_hours_start: '00:00:00',
    calling_hours_end: '00:00:00',
    retry_policy: { max_attempts: ATTEMPTS_MAX, delay_minutes: RETRY_MINUTES },
    voicemail_message_url: 'https://example.com/voicemail.mp3',
    record_calls: true,
    wrap_up_seconds: 10,
  });
  return campaign.id;
}

type UploadReply = { results: Record<string, number>; errors: { row: number; field: string; error: string }[] };

/** @returns the number of records in the file, when it is ours to know. */
async function importLeads(api: DemoApi, campaignId: string): Promise<number | undefined> {
  const demo = ownList ? undefined : demoLeads();
  for (const phone of demo?.doNotCall ?? [])
    await api.send('POST', '/api/dnc', { phone, reason: 'asked not to be called' });
  const form = new FormData();
  form.append('campaign_id', campaignId);
  if (demo) form.append('file', new Blob([demo.bytes], { type: 'text/csv' }), demo.name);
  else form.append('file', await openAsBlob(ownList!, { type: 'text/csv' }), basename(ownList!));
  const { results, errors } = await api.send<UploadReply>('POST', '/api/leads/upload', form);
  console.log(`\nImported ${ownList ?? demo!.name}:`, results);
  for (const { row, field, error } of errors.slice(0, 3)) console.log(`  row ${row}, ${field}: ${error}`);
  if (errors.length > 3) console.log(`  … and ${errors.length - 3} more`);
  return demo ? demo.records : undefined;
}

async function bringUpAgents(api: DemoApi): Promise<void> {
  for (let n = 1; n <= AGENTS; n += 1) {
    const body = { name: `Agent ${n}`, phone: `+1415555${9000 + n}`, email: `agent${n}@example.com` };
    const { agent } = await api.send<{ agent: { id: string } }>('POST', '/api/agents', body);
    await api.send('PUT', `/api/agents/${agent.id}/status`, { status: 'available' });
  }
}

async function stayUp({ apiUrl }: Running): Promise<void> {
  console.log(`
Still up, until Ctrl-C:
  API documentation  ${apiUrl}/docs
  Bull Board         ${apiUrl}/admin/queues   (log in as ${credentials.email}, password ${credentials.password})`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
