/**
 * `npm run schema` writes sql/schema.sql; with --check it fails when that file is not what the migrations make. Either way
 * the migrations run on a database of its own, thrown away at the end.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from '../sql/db.ts';
import { migrate } from '../sql/migrate.ts';
import { dumpSchema } from './schema-dump.ts';
import { startScratchPostgres } from './services.ts';

const SCHEMA = new URL('../sql/schema.sql', import.meta.url);

async function dumpMigrated(): Promise<string> {
  await using postgres = await startScratchPostgres();
  const sql = connect({ url: postgres.databaseUrl, applicationName: 'schema', connectionsMax: 1 });
  try {
    await migrate(sql);
    return await dumpSchema(sql);
  } finally {
    await sql.end();
  }
}

const schema = await dumpMigrated();
if (!process.argv.includes('--check')) {
  await writeFile(SCHEMA, schema);
} else if (schema !== (await readFile(SCHEMA, 'utf8').catch(() => ''))) {
  console.error('sql/schema.sql is not what the migrations make. Run: npm run schema');
  process.exitCode = 1;
}
