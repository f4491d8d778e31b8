import postgres from 'postgres';

/** A connection pool or a transaction, on which statements run. A statement never opens a transaction itself. */
export type Sql = postgres.ISql<{ bigint: number; numeric: number }>;
export type Pool = postgres.Sql<{ bigint: number; numeric: number }> & {
  /** Closes each connection that has received nothing since `sinceMs`, a value of `performance.now()`. */
  dropSilent(sinceMs: number, error: Error): void;
};
export type Json = postgres.JSONValue;

/**
 * Either form of the id of a database row. Responses of the APIs contain integers or uuids, and every parameter accepts
 * both forms.
 */
export type Key = { id: number } | { uuid: string };

export type DatabaseOptions = {
  url: string;
  applicationName: string;
  connectionsMax?: number;
  /** Gets the notices of the server, which are ignored otherwise. */
  onNotice?: (message: string) => void;
};

/**
 * A carrier waits 15 seconds for the reply to a webhook. So a statement that runs for 30 seconds is stuck. The server
 * ends the statement.
 */
const STATEMENT_MS_MAX = 30_000;

/**
 * If the server sends nothing for this long while a statement runs, the client closes the connection, because the
 * server should have ended the statement before. So a connection whose packets are lost is replaced. Without this limit,
 * TCP repeats the packets for about 15 minutes: Node cannot set the option TCP_USER_TIMEOUT of a socket.
 */
const SILENCE_SECONDS_MAX = STATEMENT_MS_MAX / 1_000 + 5;

/** Options of our patch of the driver (`patches/README.md`). The driver's types do not know them. */
const PATCHED_OPTIONS = { silence_timeout: SILENCE_SECONDS_MAX };

/**
 * If a process is frozen or its packets are lost while it has locks, the server ends the transaction after this time
 * without a statement, and releases the locks. No transaction waits for anything except Postgres.
 */
const IDLE_IN_TRANSACTION_MS_MAX = 5_000;

/**
 * Maximum wait for one lock. Several transactions of a frozen process may wait for the same lock, get it one after the
 * other, and each keep it for {@link IDLE_IN_TRANSACTION_MS_MAX}. So this limit also bounds their sum.
 */
const LOCK_WAIT_MS_MAX = 10_000;

/** Longest pause between two attempts to connect. The driver's own pause grows to 20 seconds. */
const RECONNECT_SECONDS_MAX = 1;

/**
 * Opens a connection pool. Column names become camelCase in result rows. Keys inside jsonb stay unchanged.
 * `postgres.camel` would rename the keys inside jsonb too, so `fooBar` and `foo_bar` would become the same key.
 */
export function connect({ url, applicationName, connectionsMax = 10, onNotice }: DatabaseOptions): Pool {
  return postgres(url, {
    max: connectionsMax,
    connect_timeout: 5,
    ...PATCHED_OPTIONS,
    backoff: (attempts: number) => Math.min(0.02 * 2 ** attempts, RECONNECT_SECONDS_MAX) * (0.5 + Math.random() / 2),
    onnotice: ({ message = '' }) => onNotice?.(message),
    transform: {
      undefined: null,
      column: postgres.camel.column,
    },
    types: {
      bigint: {
        to: 20,
        from: [20],
        serialize: String,
        parse: Number,
      },
      numeric: {
        to: 1700,
        from: [1700],
        serialize: String,
        parse: Number,
      },
    },
    connection: {
      application_name: applicationName,
      TimeZone: 'UTC',
      statement_timeout: STATEMENT_MS_MAX,
      lock_timeout: LOCK_WAIT_MS_MAX,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
      tcp_user_timeout: 1e4,
      tcp_keepalives_idle: 5,
      tcp_keepalives_interval: 2,
      tcp_keepalives_count: 3,
    },
  }) as Pool;
}

/** Seconds of real time. A connection whose packets are lost does not end by itself. */
const CLOSE_SECONDS_MAX = 1;

/**
 * Runs `work` with a connection of its own, and closes the connection afterwards, even if Postgres does not answer. The
 * locks of the session last as long as the connection.
 */
export async function withOwnConnection<T>(options: DatabaseOptions, work: (sql: Pool) => Promise<T>): Promise<T> {
  const own = connect({ ...options, connectionsMax: 1 });
  try {
    return await work(own);
  } finally {
    await own.end({ timeout: CLOSE_SECONDS_MAX });
  }
}

/**
 * Shortens the limits of the current transaction, for a transaction with a lock for which other processes wait. If this
 * process is frozen, the others wait for at most 4.5 seconds: one idle time and one wait for the lock. The idle time must
 * be longer than any block of the event loop.
 */
export async function limitLockTimes(sql: Sql): Promise<void> {
  await sql`select ${lockTimeLimits(sql)}`;
}

/** SQL: the expressions of a `select` that {@link limitLockTimes} runs, for a statement that then takes the lock itself. */
export const lockTimeLimits = (sql: Sql) => sql`
  set_config('idle_in_transaction_session_timeout', '2500', true), set_config('lock_timeout', '2000', true)`;

/** Returns the SQL condition that the id of a row matches a {@link Key}. `table` is the alias of the table. */
export function keyMatches(sql: Sql, table: string, key: Key) {
  return 'id' in key ? sql`${sql(table)}.id = ${key.id}` : sql`${sql(table)}.uuid = ${key.uuid}`;
}

/** Error codes of a connection that could not be opened, so no statement was sent. */
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  // Postgres starts, stops, has no free connection, or its disk is full.
  '57P03',
  '53300',
  '53100',
]);
/** Error codes of a connection that ended, so a statement or a commit may have succeeded. */
const LOST_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  // The driver closed the connection after SILENCE_SECONDS_MAX without an answer.
  'QUERY_TIMEOUT',
  'ECONNRESET',
  'EPIPE',
  '57P01',
  '57P02',
]);

const codeOf = (error: unknown) => (error as { code?: string } | null)?.code ?? '';

/** Whether no connection to Postgres could be opened. Nothing was changed, and a repetition fails at once, too. */
export function isDatabaseAway(error: unknown): boolean {
  return AWAY_CODES.has(codeOf(error));
}

/** Whether the error says that Postgres is away, or that a connection to Postgres ended. */
export function isConnectionError(error: unknown): boolean {
  return isDatabaseAway(error) || LOST_CODES.has(codeOf(error));
}

/**
 * SQLSTATEs of a statement that can succeed later without a change: connections (08), deadlocks (40), full resources (53),
 * the operator or a timeout (57), the system (58), a lock timeout, a standby, and a transaction that was idle for too
 * long.
 */
const OUTAGE_STATE = /^(?:(?:08|40|53|57|58)[0-9A-Z]{3}|55P03|25006|25P03)$/;

/** Whether a statement failed because of the server, of the way to it, or of locks of others. */
export function isDatabaseOutage(error: unknown): boolean {
  return isConnectionError(error) || OUTAGE_STATE.test(codeOf(error));
}

/** Whether the error means that Postgres has rejected a row because of this unique constraint. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof postgres.PostgresError && error.code === '23505' && error.constraint_name === constraint;
}

/** Whether the error means that a migration changed the columns of a prepared statement of this connection. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '0A000' && error.routine === 'RevalidateCachedQuery';
}

/** Whether the error means that Postgres could not get a lock within `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '55P03';
}
