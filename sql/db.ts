import postgres from 'postgres';

/** What a statement runs on: the pool or a transaction. Statements never open transactions themselves. */
export type Sql = postgres.ISql<{ bigint: number; numeric: number }>;
export type Pool = postgres.Sql<{ bigint: number; numeric: number }>;
export type Json = postgres.JSONValue;

/** Looks a row up by either form of its id: documents show integers or uuids, and every parameter accepts both. */
export type Key = { id: number } | { uuid: string };

export type DatabaseOptions = { url: string; applicationName: string; connectionsMax?: number };

/**
 * Opens a connection pool. Column names become camelCase in rows; keys inside jsonb are left alone (`postgres.camel`
 * would rename those too, and merge `fooBar` with `foo_bar`).
 */
export function connect({ url, applicationName, connectionsMax = 10 }: DatabaseOptions): Pool {
  return postgres(url, {
    max: connectionsMax,
    connect_timeout: 10,
    onnotice: () => {},
    transform: { undefined: null, column: postgres.camel.column },
    types: {
      // Identities stay far below 2^53, and money columns hold at most 12 digits: both fit a number exactly.
      bigint: { to: 20, from: [20], serialize: String, parse: Number },
      numeric: { to: 1700, from: [1700], serialize: String, parse: Number },
    },
    connection: {
      application_name: applicationName,
      TimeZone: 'UTC',
      // A statement that outlives a webhook's 15 s budget twice over is stuck, not slow.
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
      // A machine that vanishes holds its locks until the server notices.
      tcp_keepalives_idle: 30,
    },
  });
}

/** `where` fragment for a {@link Key}; `table` is the alias that owns the id. */
export function keyMatches(sql: Sql, table: string, key: Key) {
  return 'id' in key ? sql`${sql(table)}.id = ${key.id}` : sql`${sql(table)}.uuid = ${key.uuid}`;
}

/** Thrown by Postgres for a broken unique constraint; `constraint` names it. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof postgres.PostgresError && error.code === '23505' && error.constraint_name === constraint;
}

/** Thrown by Postgres when a lock was not to be had within the `lock_timeout` in force. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '55P03';
}
