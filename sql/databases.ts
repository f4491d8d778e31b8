import type { Sql } from 'postgres';

/** Two processes may ask at once: the one that comes second finds the database there, which is what it wanted. */
const DUPLICATE_DATABASE = '42P04';

/** @param sql A connection to any other database of the server. */
export async function createDatabaseIfMissing(sql: Sql, name: string): Promise<void> {
  const [existing] = await sql`select from pg_database where datname = ${name}`;
  if (existing) return;
  await sql`create database ${sql(name)}`.catch((error: { code?: string }) => {
    if (error.code !== DUPLICATE_DATABASE) throw error;
  });
}
