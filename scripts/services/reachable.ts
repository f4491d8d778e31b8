import { Redis } from 'ioredis';
import type { Sql } from 'postgres';

/**
 * Asserts that the database answers.
 *
 * @throws Error if the database does not answer. The message names the database and the setting to check.
 */
export async function assertDatabaseReachable(sql: Sql): Promise<void> {
  try {
    await sql`select 1`;
  } catch (error) {
    const { host, port, database } = sql.options;
    throw new Error(
      `Cannot connect to the database ${database} on ${host.join(', ')}, port ${port.join(', ')}: ` +
        `${(error as Error).message}. Check DATABASE_URL.`,
      { cause: error },
    );
  }
}

/**
 * Asserts that Redis answers.
 *
 * @throws Error if Redis does not answer. The message names the address and the setting to check.
 */
export async function assertRedisReachable(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5_000 });
  // `connect` throws only that the connection is closed. The event has the cause.
  let cause: Error | undefined;
  redis.on('error', (error: Error) => (cause ??= error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    const { message } = cause ?? (error as Error);
    const { hostname, port } = new URL(url);
    throw new Error(`Cannot connect to Redis on ${hostname}, port ${port || 6379}: ${message}. Check REDIS_URL.`, {
      cause: error,
    });
  } finally {
    redis.disconnect();
  }
}
