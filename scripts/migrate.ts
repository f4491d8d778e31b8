import postgres from 'postgres';
import { readConfig } from '../shared/config.ts';
import { migrate } from '../sql/migrate.ts';

const { databaseUrl } = readConfig();
if (!databaseUrl) {
  console.error('Set DATABASE_URL to the database to migrate. On one machine, npm start migrates its own.');
  process.exit(1);
}
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
