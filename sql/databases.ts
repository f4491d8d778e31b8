import type { Sql } from 'postgres';

/** Another process has created the database at the same moment. */
const DUPLICATE_DATABASE = '42P04';

/** @param sql A connection to another database of the same server. */
export async function createDatabaseIfMissing(sql: Sql, name: string): Promise<void> {
  const [existing] = await sql`select from pg_database where datname = ${name}`;
  if (existing) return;
  await sql`create database ${sql(name)}`.catch((error: { code?: string }) => {
    if (error.code !== DUPLICATE_DATABASE) throw error;
  });
}
