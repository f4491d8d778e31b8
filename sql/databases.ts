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

/**
 * Drops a database if the database exists. Ends the sessions of the caller's role in the database first.
 *
 * `drop database … with (force)` would end all sessions, but PostgreSQL refuses it to a role that is not a superuser
 * while autovacuum works in the database: that session belongs to the superuser. A plain `drop database` stops
 * autovacuum itself, and waits up to 5 s for other sessions.
 *
 * @param sql a connection to another database of the same server
 * @crossTenant A database belongs to no tenant.
 */
export async function dropDatabase(sql: Sql, name: string): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name} and usename = current_user`;
  await sql`drop database if exists ${sql(name)}`;
}
