import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { createCampaign } from '../../shared/domain/campaigns/campaigns.ts';
import { storeUpload, submitUpload } from '../../shared/domain/leads/uploads.ts';
import { runHandler } from '../../workers/handlers.ts';
import { importById } from '../../sql/leads/imports.ts';
import { createTenant } from './tenant.ts';
import type { OwnedContext } from '../../shared/context.ts';
import { createBenchContext } from './context.ts';

const ROWS = 100_000;
/**
 * Number of runs of each measurement. The fastest run counts, because other load on the machine only makes a run
 * slower.
 */
const RUNS = 3;
const CSV_LINES_PER_CHUNK = 500;
const RSS_SAMPLE_INTERVAL_MS = 20;
const MB = 1024 * 1024;

/** The columns of the table `leads` that the import fills. */
const LEAD_COLUMNS =
  'tenant_id, import_id, phone, phone_normalized, first_name, last_name, email, country, type, priority, custom_fields, ' +
  'notes, created_at, updated_at';

/**
 * Measures the rows per second of a lead import, from the stored file to committed leads. For comparison, measures a
 * plain SQL COPY of the same rows into the same table.
 */
export async function benchImport(): Promise<void> {
  await using ctx = await createBenchContext('import');
  const importMs: number[] = [];
  const copyMs: number[] = [];
  const rssBefore = process.memoryUsage.rss();
  let rssPeak = 0;
  for (let run = 0; run < RUNS; run++) {
    const result = await runImport(ctx);
    importMs.push(result.ms);
    rssPeak = Math.max(rssPeak, result.rssPeak);
    copyMs.push(await measureCopy(ctx, result));
  }
  const rowsPerSecond = (runsMs: number[]) => Math.round(ROWS / (Math.min(...runsMs) / 1000));
  const [imported, copied] = [rowsPerSecond(importMs), rowsPerSecond(copyMs)];
  console.log(
    `import     ${imported.toLocaleString('en')} rows/s  (${ROWS.toLocaleString('en')} rows, best of ${RUNS} runs)`,
  );
  console.log(`bare COPY  ${copied.toLocaleString('en')} rows/s  (the same rows into the same table)`);
  console.log(`ratio      ${(imported / copied).toFixed(2)}`);
  console.log(`peak RSS   ${Math.round(rssPeak / MB)} MB  (${Math.round(rssBefore / MB)} MB before the first import)`);
}

type ImportResult = { ms: number; rssPeak: number; actor: Actor; campaignId: number };

async function runImport(ctx: OwnedContext): Promise<ImportResult> {
  const actor = await createTenant(ctx);
  const { id: campaignId } = await createCampaign(ctx, actor, { name: 'Bench' });
  const upload = await storeUpload(ctx, actor, { kind: 'leads', name: 'bench.csv', bytes: generateCsv() });
  const target = { campaign: { id: campaignId }, fieldMapping: {}, defaultCountry: 'US', encoding: null, sheet: null };
  await submitUpload(ctx, actor, upload, target, 0);

  let rssPeak = 0;
  const sampler = setInterval(() => (rssPeak = Math.max(rssPeak, process.memoryUsage.rss())), RSS_SAMPLE_INTERVAL_MS);
  const startMs = performance.now();
  await runHandler(ctx, 'leads.import', { importId: upload.id });
  const ms = performance.now() - startMs;
  clearInterval(sampler);
  const importRow = await importById(ctx.sql, upload.id);
  if (importRow?.inserted !== ROWS) throw new Error(`The import inserted ${importRow?.inserted} of ${ROWS} rows.`);
  return { ms, rssPeak, actor, campaignId };
}

/**
 * Returns the milliseconds that a COPY of the imported leads into another campaign takes. The time to read the rows
 * from the database before the COPY does not count.
 */
async function measureCopy(ctx: OwnedContext, { actor, campaignId }: ImportResult): Promise<number> {
  const { sql } = ctx;
  const copyCampaign = await createCampaign(ctx, actor, { name: 'Copy' });
  const source = `select ${copyCampaign.id}, ${LEAD_COLUMNS} from leads where campaign_id = ${campaignId} order by id`;
  const rows: Buffer[] = [];
  for await (const chunk of await sql`copy (${sql.unsafe(source)}) to stdout`.readable()) rows.push(chunk as Buffer);
  const startMs = performance.now();
  await sql.begin(async (sql) => {
    await sql`set local statement_timeout = 0`;
    const into = sql`copy leads (campaign_id, ${sql.unsafe(LEAD_COLUMNS)}) from stdin`;
    await pipeline(Readable.from(rows), await into.writable());
  });
  return performance.now() - startMs;
}

/**
 * Generates a CSV file like the files of customers: phone numbers in national format with punctuation, quoted cells,
 * custom columns.
 */
async function* generateCsv(): AsyncGenerator<Buffer> {
  const areaCodes = ['212', '415', '312', '305', '617', '702', '206', '303', '404', '512'];
  let lines = ['Phone Number,First Name,Last Name,Email,Company,Notes\r\n'];
  for (let row = 0; row < ROWS; row++) {
    const exchange = 200 + Math.floor(row / 10_000);
    const phone = `(${areaCodes[row % 10]}) ${exchange}-${String(row % 10_000).padStart(4, '0')}`;
    lines.push(
      `${phone},First${row},Last${row},p${row}@example.com,"Company ${row}, Inc.",met at fair ${row % 17}\r\n`,
    );
    if (lines.length < CSV_LINES_PER_CHUNK && row + 1 < ROWS) continue;
    yield Buffer.from(lines.join(''));
    lines = [];
  }
}
