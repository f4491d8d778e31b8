/** Tests that a role without superuser rights can drop its database while the database is in use. */
import { randomBytes } from 'node:crypto';
import { afterAll, expect, inject, test } from 'vitest';
import { createDatabaseIfMissing, dropDatabase } from '../../sql/databases.ts';
import { connect } from '../../sql/db.ts';
import { withDatabase } from '../helpers/global-setup.ts';

const admin = connect({ url: inject('databaseUrl'), applicationName: 'databases.test', connectionsMax: 1 });
afterAll(() => admin.end());

test('a database is dropped while its own role is connected and while a session of the superuser ends', async () => {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await createDatabaseIfMissing(admin, name);
  await createDatabaseIfMissing(admin, name);
  const own = connect({ url: withDatabase(inject('databaseUrl'), name), applicationName: 'own', connectionsMax: 1 });
  await own`select 1`;
  // Autovacuum is such a session: it belongs to the superuser and ends by itself.
  const superuser = connect({ url: withDatabase(inject('superuserUrl'), name), applicationName: 'superuser' });
  await superuser`select 1`;
  const dropped = dropDatabase(admin, name);
  await superuser.end();
  await dropped;
  expect(await admin`select from pg_database where datname = ${name}`).toHaveLength(0);
  await own.end();
  await dropDatabase(admin, name);
});
