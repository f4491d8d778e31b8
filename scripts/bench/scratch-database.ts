import { createDatabaseIfMissing } from '../../sql/databases.ts';
import { connect } from '../../sql/db.ts';
import { migrate } from '../../sql/migrate.ts';

/** A migrated database of its own, so that a given server's data is left alone. */
export async function scratchDatabase(
  serverUrl: string,
  bench: string,
): Promise<AsyncDisposable & { url: string; name: string }> {
  const name = `bench_${bench}_${process.pid}`;
  const admin = connect({ url: serverUrl, applicationName: 'bench', connectionsMax: 1 });
  await createDatabaseIfMissing(admin, name);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const sql = connect({ url: url.href, applicationName: 'bench', connectionsMax: 1 });
  await migrate(sql);
  await sql.end();
  return {
    url: url.href,
    name,
    async [Symbol.asyncDispose]() {
      await admin`drop database ${admin(name)} with (force)`;
      await admin.end();
    },
  };
}
