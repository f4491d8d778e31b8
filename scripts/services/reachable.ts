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
