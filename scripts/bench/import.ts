import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readConfig, requireServices } from '../../shared/config.ts';
import { createContext, type OwnedContext } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/access.ts';
import { createCampaign } from '../../shared/domain/campaigns.ts';
import { storeUpload, submitUpload } from '../../shared/domain/lead-imports.ts';
import { runHandler } from '../../workers/run.ts';
import { importById } from '../../sql/lead-imports.ts';
import { startServices } from '../services.ts';
import { openAccount } from './account.ts';
import { scratchDatabase } from './scratch-database.ts';

const ROWS = 100_000;
/** Runs of each; the best counts, as everything else on the machine only makes it slower. */
const RUNS = 3;
const CSV_LINES_AT_ONCE = 500;
const RSS_SAMPLE_MS = 20;
const MB = 1024 * 1024;

const columns =
  'tenant_id, import_id, phone, phone_normalized, first_name, last_name, email, country, type, priority, custom_fields, ' +
  'notes, created_at, updated_at';

/**
 * Rows a second of the real import, from the stored file to committed leads, next to what Postgres does with the same rows
 * when they come as a bare COPY into the same table.
 */
export async function benchImport(): Promise<void> {
  const config = { ...readConfig(), logLevel: 'error' as const };
  await using services = await startServices(config, { scratch: true });
  await using database = await scratchDatabase(services.databaseUrl, 'import');
  const secrets = { jwtSecret: 'not used by an import', secretsKey: 'nor this' };
  const { redisUrl } = services;
  await using ctx = await createContext(
    requireServices({ ...config, ...secrets, databaseUrl: database.url, redisUrl }),
    { processName: 'bench', keyPrefix: `{${database.name}}` },
  );
  const imports: number[] = [];
  const copies: number[] = [];
  const rssBefore = process.memoryUsage.rss();
  let rssPeak = 0;
  for (let run = 0; run < RUNS; run++) {
    const imported = await timeImport(ctx);
    imports.push(imported.ms);
    rssPeak = Math.max(rssPeak, imported.rssPeak);
    copies.push(await timeCopy(ctx, imported));
  }
  const rate = (runs: number[]) => Math.round(ROWS / (Math.min(...runs) / 1000));
  console.log(
    `import    ${rate(imports).toLocaleString('en')} rows/s  (${ROWS.toLocaleString('en')} rows, best of ${RUNS})`,
  );
  console.log(`raw COPY  ${rate(copies).toLocaleString('en')} rows/s  of the same rows into the same table`);
  console.log(`ratio     ${(rate(imports) / rate(copies)).toFixed(2)}`);
  console.log(`peak RSS  ${Math.round(rssPeak / MB)} MB  (${Math.round(rssBefore / MB)} MB before the first import)`);
}

type Imported = { ms: number; rssPeak: number; actor: Actor; campaignId: number };

async function timeImport(ctx: OwnedContext): Promise<Imported> {
  const actor = await openAccount(ctx);
  const { id: campaignId } = await createCampaign(ctx, actor, { name: 'Bench' });
  const upload = await storeUpload(ctx, actor, { kind: 'leads', name: 'bench.csv', bytes: csv() });
  const target = { campaign: { id: campaignId }, fieldMapping: {}, defaultCountry: 'US' };
  await submitUpload(ctx, actor, upload, target, 0);

  let rssPeak = 0;
  const sampling = setInterval(() => (rssPeak = Math.max(rssPeak, process.memoryUsage.rss())), RSS_SAMPLE_MS);
  const startMs = performance.now();
  await runHandler(ctx, 'leads.import', { importId: upload.id });
  const ms = performance.now() - startMs;
  clearInterval(sampling);
  const ended = await importById(ctx.sql, upload.id);
  if (ended?.inserted !== ROWS) throw new Error(`Of ${ROWS} rows ${ended?.inserted} were inserted.`);
  return { ms, rssPeak, actor, campaignId };
}

/** The rows of one campaign, copied out beforehand, into another one of the same tenant. */
async function timeCopy(ctx: OwnedContext, { actor, campaignId }: Imported): Promise<number> {
  const { sql } = ctx;
  const other = await createCampaign(ctx, actor, { name: 'Copy' });
  const source = `select ${other.id}, ${columns} from leads where campaign_id = ${campaignId} order by id`;
  const rows: Buffer[] = [];
  for await (const chunk of await sql`copy (${sql.unsafe(source)}) to stdout`.readable()) rows.push(chunk as Buffer);
  const startMs = performance.now();
  await sql.begin(async (sql) => {
    await sql`set local statement_timeout = 0`;
    const into = sql`copy leads (campaign_id, ${sql.unsafe(columns)}) from stdin`;
    await pipeline(Readable.from(rows), await into.writable());
  });
  return performance.now() - startMs;
}

/** What people upload: national numbers with punctuation, quoted cells, columns of their own. */
async function* csv(): AsyncGenerator<Buffer> {
  const areaCodes = ['212', '415', '312', '305', '617', '702', '206', '303', '404', '512'];
  let lines = ['Phone Number,First Name,Last Name,Email,Company,Notes\r\n'];
  for (let row = 0; row < ROWS; row++) {
    const exchange = 200 + Math.floor(row / 10_000);
    const phone = `(${areaCodes[row % 10]}) ${exchange}-${String(row % 10_000).padStart(4, '0')}`;
    lines.push(
      `${phone},First${row},Last${row},p${row}@example.com,"Company ${row}, Inc.",met at fair ${row % 17}\r\n`,
    );
    if (lines.length < CSV_LINES_AT_ONCE && row + 1 < ROWS) continue;
    yield Buffer.from(lines.join(''));
    lines = [];
  }
}
