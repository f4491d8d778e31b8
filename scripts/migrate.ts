/**
 * `npm run migrate` applies all new migrations to the database that DATABASE_URL names. If DATABASE_ADMIN_URL is set, the
 * script first creates the database and its role, so that the product needs no superuser.
 */
import postgres from 'postgres';
import { readConfig } from '../shared/config.ts';
import { orExit, exitWithMessage } from '../shared/startup-errors.ts';
import { migrate } from '../sql/migrate.ts';
import { prepareOwnedDatabase } from './services/postgres-access.ts';
import { assertDatabaseReachable } from './services/reachable.ts';

const { databaseUrl, databaseAdminUrl } = orExit(readConfig);
if (!databaseUrl)
  exitWithMessage('Set DATABASE_URL to the database to migrate. On one machine, npm start migrates its own database.');
const sql = postgres(databaseUrl, { max: 1 });
try {
  if (databaseAdminUrl) await prepareOwnedDatabase(databaseAdminUrl, databaseUrl);
  await assertDatabaseReachable(sql);
  const applied = await migrate(sql);
  console.log(applied.length > 0 ? `Applied:\n  ${applied.join('\n  ')}` : 'The database is up to date.');
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await sql.end();
}
