/**
 * `npm run demo` shows the whole product on temporary data, in about two minutes.
 *
 * An outbound campaign dials a lead list through the simulated carrier. The campaign connects people to agents, retries
 * calls, records calls and books the costs of calls. At the same time inbound calls arrive, and each inbound call is
 * auctioned to bidders. At the end an audit compares the product's database with the carrier's ledger, and statements
 * and invoices with both.
 */
import { existsSync, openAsBlob } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { dataOf, type DialerClient } from '../api/client/client.ts';
import type { components } from '../api/client/dialer.ts';
import { readConfig } from '../shared/config.ts';
import { onNpmEnd } from '../shared/shutdown.ts';
import { orExit, exitWithMessage } from '../shared/startup-errors.ts';
import { connect, type Pool } from '../sql/db.ts';
import { createAvailableAgent } from './demo/agents.ts';
import { printAudit } from './demo/audit.ts';
import { auditOutboundCalls } from './demo/audit-outbound.ts';
import { auditInboundCalls } from './demo/audit-inbound.ts';
import { auditMoney, readCosts } from './demo/audit-money.ts';
import { printAuctions } from './demo/auction-report.ts';
import { placeInboundCalls, createDemoInboundCampaign } from './demo/inbound-calls.ts';
import { disputeCalls } from './demo/disputes.ts';
import { logIn, registerOwner } from './demo/sign-in.ts';
import { COUNTRY_HOURS, createDemoLeads } from './demo/lead-list.ts';
import { printLeads } from './demo/lead-report.ts';
import { watchCampaign } from './demo/progress.ts';
import { launch, type RunningSystem } from './launch.ts';
import { parseOptions } from './options.ts';
import { createDataFolder } from './services/data-folder.ts';
import { startOrExit } from './start-or-exit.ts';
import { formatTable } from './table.ts';
import type { Ledger } from './simulator/control/ledger.ts';

/**
 * Seconds of product time (the product's clock) per second of real time. At this speed an hour of product time passes
 * in two and a half minutes.
 */
const CLOCK_SPEED = 25;
const AGENTS = 12;
/**
 * Milliseconds of real time after which the demo places no more calls. Calls in progress then continue to their end.
 */
const DIALING_MS_MAX = 70_000;
const RETRY_MINUTES = 10;
const ATTEMPTS_MAX = 2;
const IMPORT_ERRORS_PRINTED_MAX = 3;
const CREDENTIALS = { email: 'demo@example.com', password: 'demo-password' };

const USAGE = `npm run demo -- [my-leads.csv] [--keep]
  my-leads.csv   a CSV file with your own leads, instead of the demo's list; the carrier is simulated, so no real phone rings
  --keep         keep the system running after the demo, until Ctrl-C`;

const { values: options, positionals } = parseOptions(USAGE, {
  options: { keep: { type: 'boolean' } },
  allowPositionals: true,
});
const [ownFile] = positionals;
if (ownFile !== undefined && !existsSync(ownFile)) exitWithMessage(`The file ${ownFile} does not exist.`);

const { dataDir } = orExit(readConfig);
// The watchdogs end the processes of the demo after the exit.
onNpmEnd(() => process.exit(1));
const logFile = join(dataDir, 'demo.log');
await createDataFolder(dataDir).catch((error: Error) => exitWithMessage(error.message));
console.log(`Starting PostgreSQL, Redis, the API, the workers and the simulated carrier. Their log: ${logFile}`);
await using system = await startOrExit(
  launch({
    scratch: true,
    settings: {
      CARRIER: 'simulator',
      CLOCK_SPEED: String(CLOCK_SPEED),
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_MINUTE: '100000',
      TWILIO_CALLS_PER_SECOND: '5',
      // The bidders run on this machine. Without EGRESS_ALLOW_CIDRS, a tenant may not send requests to private
      // networks.
      EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
    },
    onLine: (name, line) => void appendFile(logFile, `${name} | ${line}\n`),
  }),
);
const sql = connect({ url: system.databaseUrl, applicationName: 'demo', connectionsMax: 2 });
try {
  process.exitCode = (await runDemo(system, sql)) ? 0 : 1;
} finally {
  await sql.end();
}
if (options.keep) await keepRunning(system);

/**
 * Runs the demo.
 *
 * @returns Whether the audit found no difference.
 */
async function runDemo({ apiUrl, simulatorUrl = '' }: RunningSystem, sql: Pool): Promise<boolean> {
  const dialerApi = await registerOwner(apiUrl, CREDENTIALS);
  const campaignId = await createCampaign(dialerApi);
  const rows = await importLeads(dialerApi, campaignId);
  await createAgents(dialerApi);
  const callCenterApi = await logIn(apiUrl, CREDENTIALS);
  await createDemoInboundCampaign(callCenterApi, simulatorUrl);
  await dataOf(dialerApi.POST('/campaigns/{id}/start', { params: { path: { id: campaignId } } }));
  console.log(
    `\nOutbound campaign with ${AGENTS} agents; inbound calls arrive at the same time. The product’s clock runs ` +
      `${CLOCK_SPEED} times as fast as real time.\n`,
  );
  await Promise.all([
    watchCampaign(dialerApi, sql, campaignId, DIALING_MS_MAX),
    placeInboundCalls({ apiUrl, simulatorUrl }),
  ]);
  await printLeads(sql);
  const costs = await readCosts(sql);
  const ledger = (await (await fetch(`${simulatorUrl}/__sim/ledger`)).json()) as Ledger;
  await printAuctions(sql, ledger);
  await disputeCalls(callCenterApi, sql);
  console.log('\nAudit: compares the product’s database with the carrier’s own record of all calls (its ledger)\n');
  const expected = { rows, retryGapMs: RETRY_MINUTES * 60_000, attemptsMax: ATTEMPTS_MAX };
  const outboundChecks = await auditOutboundCalls(sql, ledger, expected);
  const inboundChecks = await auditInboundCalls(sql, ledger);
  const moneyChecks = await auditMoney(callCenterApi, sql, { ledger, costs });
  console.log('  Outbound calls');
  printAudit(outboundChecks);
  console.log('\n  Inbound calls');
  printAudit(inboundChecks);
  console.log('\n  Money');
  printAudit(moneyChecks);
  const allAgree = [...outboundChecks, ...inboundChecks, ...moneyChecks].every(({ errorCount }) => errorCount === 0);
  console.log(allAgree ? '\nThe audit passed: all numbers agree.' : '\nThe audit FAILED: see the lines marked ✗.');
  return allAgree;
}

async function createCampaign(api: DialerClient): Promise<string> {
  const body = {
    name: 'Demo outreach',
    caller_id: '+14155551234',
    timezone: 'UTC',
    // The campaign calls all day, so only the law at the place of each called person limits the hours.
    calling_hours_start: '00:00:00',
    country_hours: COUNTRY_HOURS,
    calling_hours_end: '00:00:00',
    retry_policy: { max_attempts: ATTEMPTS_MAX, delay_minutes: RETRY_MINUTES },
    voicemail_message_url: 'https://example.com/voicemail.mp3',
    record_calls: true,
    wrap_up_seconds: 10,
  };
  const { campaign } = await dataOf(api.POST('/campaigns', { body }));
  return campaign.id;
}

type UploadReply = components['schemas']['UploadResponse'];

/**
 * Imports the leads.
 *
 * @returns The number of rows in the demo's own lead list; undefined for a file of the user, because the demo does not
 *   count its rows.
 */
async function importLeads(api: DialerClient, campaignId: string): Promise<number | undefined> {
  const list = ownFile === undefined ? createDemoLeads() : undefined;
  for (const phone of list?.doNotCallNumbers ?? [])
    await dataOf(api.POST('/dnc', { body: { phone, reason: 'asked not to be called' } }));
  const file = list
    ? new File([list.bytes], list.fileName, { type: 'text/csv' })
    : new File([await openAsBlob(ownFile!)], basename(ownFile!), { type: 'text/csv' });
  const reply = await dataOf(api.POST('/leads/upload', { body: { campaign_id: campaignId, file } }));
  if ('dry_run' in reply) throw new Error('The import was only tried.');
  printImport(ownFile ?? list!.fileName, reply);
  return list?.rows;
}

function printImport(fileName: string, { results, errors, warnings, warnings_total: total }: UploadReply): void {
  const columns = [{ title: 'rows', align: 'right' as const }, { title: `of the lead list ${fileName}` }];
  const rows = [
    [String(results.inserted), 'inserted as leads'],
    [String(results.duplicates), 'duplicates: another row has the same phone number'],
    [String(results.dnc), 'on the do-not-call list'],
    [String(results.invalid), 'invalid'],
    [String(results.total), 'in total'],
  ];
  console.log(`\n${formatTable(columns, rows).join('\n')}\n`);
  for (const { row, field, error } of errors.slice(0, IMPORT_ERRORS_PRINTED_MAX))
    console.log(`  row ${row}, ${field}: ${error}`);
  const more = errors.length - IMPORT_ERRORS_PRINTED_MAX;
  if (more > 0) console.log(`  … and ${more} more errors like these`);
  const [warning] = warnings;
  if (!warning) return;
  const { row, column, value, reason } = warning;
  console.log(
    `  ${total} values of leads could not be used, for example in row ${row}, ${column} "${value}": ${reason}`,
  );
}

async function createAgents(api: DialerClient): Promise<void> {
  for (let n = 1; n <= AGENTS; n += 1) {
    const body = { name: `Agent ${n}`, phone: `+1415555${9000 + n}`, email: `agent${n}@example.com` };
    await createAvailableAgent(api, body);
  }
}

/** The demo shows the password that it has generated for itself, but no password of the user's settings. */
function operatorPassword(settings: Record<string, string>): string {
  return readConfig().operatorToken ? 'your OPERATOR_TOKEN' : settings['OPERATOR_TOKEN']!;
}

async function keepRunning({ apiUrl, settings }: RunningSystem): Promise<void> {
  console.log(`
The system is still running. Press Ctrl-C to stop it.
  Console               ${apiUrl}/console
  API documentation     ${apiUrl}/docs
  Queues (Bull Board)   ${apiUrl}/admin/queues, user operator, password: ${operatorPassword(settings)}
  Login                 ${CREDENTIALS.email}, password ${CREDENTIALS.password}`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
