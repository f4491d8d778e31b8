import type { Sql } from 'postgres';

/**
 * Asserts that the database answers.
 *
 * @throws Error that names the database and the setting to check, instead of a bare connection error.
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
