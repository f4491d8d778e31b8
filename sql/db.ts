import postgres from 'postgres';

/** A connection pool or a transaction, on which statements run. A statement never opens a transaction itself. */
export type Sql = postgres.ISql<{ bigint: number; numeric: number }>;
export type Pool = postgres.Sql<{ bigint: number; numeric: number }>;
export type Json = postgres.JSONValue;

/**
 * Either form of the id of a database row. Responses of the APIs contain integers or uuids, and every parameter accepts
 * both forms.
 */
export type Key = { id: number } | { uuid: string };

export type DatabaseOptions = { url: string; applicationName: string; connectionsMax?: number };

/**
 * Opens a connection pool. Column names become camelCase in result rows. Keys inside jsonb stay unchanged.
 * `postgres.camel` would rename the keys inside jsonb too, so `fooBar` and `foo_bar` would become the same key.
 */
export function connect({ url, applicationName, connectionsMax = 10 }: DatabaseOptions): Pool {
  return postgres(url, {
    max: connectionsMax,
    connect_timeout: 10,
    onnotice: () => {},
    transform: { undefined: null, column: postgres.camel.column },
    types: {
      // A JavaScript number holds ids and money exactly, because ids stay far below 2^53 and money columns have at most
      // 12 digits.
      bigint: { to: 20, from: [20], serialize: String, parse: Number },
      numeric: { to: 1700, from: [1700], serialize: String, parse: Number },
    },
    connection: {
      application_name: applicationName,
      TimeZone: 'UTC',
      // A carrier waits 15 seconds for the reply to a webhook. So a statement that runs for 30 seconds is stuck.
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
      // If the machine of a client fails, the server notices the failure by these probes and releases the client's
      // locks.
      tcp_keepalives_idle: 30,
    },
  });
}

/** Returns the SQL condition that the id of a row matches a {@link Key}. `table` is the alias of the table. */
export function keyMatches(sql: Sql, table: string, key: Key) {
  return 'id' in key ? sql`${sql(table)}.id = ${key.id}` : sql`${sql(table)}.uuid = ${key.uuid}`;
}

/** Whether the error means that Postgres has rejected a row because of this unique constraint. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof postgres.PostgresError && error.code === '23505' && error.constraint_name === constraint;
}

/** Whether the error means that Postgres could not get a lock within `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '55P03';
}
