import type { Sql } from 'postgres';

/** Postgres's error code if another process has created the same database at the same moment. */
const DUPLICATE_DATABASE = '42P04';

/**
 * Creates a database if the database does not exist.
 *
 * @param sql a connection to another database of the same server
 */
export async function createDatabaseIfMissing(sql: Sql, name: string): Promise<void> {
  const [existing] = await sql`select from pg_database where datname = ${name}`;
  if (existing) return;
  await sql`create database ${sql(name)}`.catch((error: { code?: string }) => {
    if (error.code !== DUPLICATE_DATABASE) throw error;
  });
}
