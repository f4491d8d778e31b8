/**
 * `npm run schema` writes sql/schema.sql from the migrations. With --check, the script only compares: the script fails
 * if the migrations produce another schema than the file contains. In both modes the migrations run in a temporary
 * database, which is removed at the end.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from '../sql/db.ts';
import { migrate } from '../sql/migrate.ts';
import { dumpSchema } from './schema-dump.ts';
import { startScratchPostgres } from './services.ts';

const SCHEMA_FILE = new URL('../sql/schema.sql', import.meta.url);

async function dumpMigrations(): Promise<string> {
  await using postgres = await startScratchPostgres();
  const sql = connect({ url: postgres.databaseUrl, applicationName: 'schema', connectionsMax: 1 });
  try {
    await migrate(sql);
    return await dumpSchema(sql);
  } finally {
    await sql.end();
  }
}

const schema = await dumpMigrations();
if (!process.argv.includes('--check')) {
  await writeFile(SCHEMA_FILE, schema);
} else if (schema !== (await readFile(SCHEMA_FILE, 'utf8').catch(() => ''))) {
  console.error('sql/schema.sql differs from the schema that the migrations produce. Run: npm run schema');
  process.exitCode = 1;
}
