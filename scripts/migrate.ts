import postgres from 'postgres';
import { readConfig } from '../shared/config.ts';
import { orRefuse, refuse } from '../shared/startup.ts';
import { migrate } from '../sql/migrate.ts';

const { databaseUrl } = orRefuse(readConfig);
if (!databaseUrl) refuse('Set DATABASE_URL to the database to migrate. On one machine, npm start migrates its own.');
const sql = postgres(databaseUrl, { max: 1 });
try {
  const applied = await migrate(sql);
  console.log(applied.length > 0 ? `Applied:\n  ${applied.join('\n  ')}` : 'The database is up to date.');
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await sql.end();
}
