import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { mergeEnvironment } from '../../scripts/processes/environment.ts';
import { startServices } from '../../scripts/services.ts';
import { connect } from '../../sql/db.ts';
import { withDatabase } from '../helpers/global-setup.ts';

// Each test creates a database cluster. That takes some seconds of CPU time, and more than 20 s on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const EMBEDDED = { databaseUrl: undefined, redisUrl: undefined };
/**
 * Options that start Redis without PostgreSQL, because Redis alone starts ten times as fast as Redis and PostgreSQL.
 */
const EMBEDDED_REDIS_ONLY = { databaseUrl: 'postgres://elsewhere/db', redisUrl: undefined };

async function createTemporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'services-test-'));
  // If root starts PostgreSQL, PostgreSQL runs as another user, who must be able to enter the data folder.
  await chmod(path, 0o755);
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

function openDatabase(url: string) {
  const sql = connect({ url, applicationName: 'services.test', connectionsMax: 1 });
  onTestFinished(() => sql.end());
  return sql;
}

function openRedis(url: string): Redis {
  const redis = new Redis(url);
  // The tests stop the server while the Redis client is connected, so the client reports errors.
  redis.on('error', () => {});
  onTestFinished(() => redis.disconnect());
  return redis;
}

/** Whether the process runs. A zombie process (ended, but still in the process table) does not count as running. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(stat);
}

test('services keep their data and their URLs after a restart', async () => {
  const dataDir = await createTemporaryFolder();
  const first = await startServices({ ...EMBEDDED, dataDir });
  await openDatabase(first.databaseUrl)`create table kept (n integer)`;
  await openRedis(first.redisUrl).set('kept', 'yes');
  await first[Symbol.asyncDispose]();

  await using second = await startServices({ ...EMBEDDED, dataDir });
  expect([second.databaseUrl, second.redisUrl]).toEqual([first.databaseUrl, first.redisUrl]);
  expect(await openDatabase(second.databaseUrl)`select * from kept`).toHaveLength(0);
  const redis = openRedis(second.redisUrl);
  expect(await redis.get('kept')).toBe('yes');
  expect(await redis.config('GET', 'maxmemory-policy')).toContain('noeviction');
});

const withPassword = (url: string, password: string) => Object.assign(new URL(url), { password }).href;

test('users of this machine need the passwords, which only the owner of the data folder can read', async () => {
  const dataDir = await createTemporaryFolder();
  await using services = await startServices({ ...EMBEDDED, dataDir });
  for (const url of [services.databaseUrl, services.superuserUrl!])
    for (const password of ['', 'postgres'])
      await expect(openDatabase(withPassword(url, password))`select 1`).rejects.toThrow(/password/);
  const stranger = openRedis(withPassword(services.redisUrl, ''));
  await expect(stranger.get('key')).rejects.toThrow(/NOAUTH/);

  const sql = openDatabase(services.databaseUrl);
  await sql`create temporary table lines (line text)`;
  await expect(sql`copy lines from program 'id'`).rejects.toThrow(/permission denied/);
  const [role] = await sql<[object]>`
    select r.rolsuper, d.datdba = r.oid as owns, r.rolcreatedb, r.rolcreaterole
    from pg_roles r join pg_database d on d.datname = current_database() where r.rolname = current_user`;
  expect(role).toEqual({ rolsuper: false, owns: true, rolcreatedb: false, rolcreaterole: false });

  const passwords = [services.databaseUrl, services.superuserUrl!, services.redisUrl].map(
    (url) => new URL(url).password,
  );
  expect(new Set(passwords).size).toBe(3);
  for (const file of ['secrets.json', 'ports.json', 'redis/redis.conf'])
    expect((await stat(join(dataDir, file))).mode & 0o077).toBe(0);
  const ports = await readFile(join(dataDir, 'ports.json'), 'utf8');
  const commands = await Promise.all(
    [services.postgres, services.redis].map((child) => readFile(`/proc/${child!.pid}/cmdline`, 'utf8').catch(() => '')),
  );
  for (const password of passwords) expect([ports, ...commands].join('\n')).not.toContain(password);
});

test('a data folder of an earlier version, which let every local user in, is closed and keeps its data', async () => {
  const dataDir = await createTemporaryFolder();
  const options = { ...EMBEDDED, redisUrl: 'redis://elsewhere', dataDir };
  const first = await startServices(options);
  // In earlier versions the product was the superuser, so the superuser owned everything.
  const old = openDatabase(withDatabase(first.superuserUrl!, 'callcenter_pro'));
  await old`create domain mood as text`;
  await old`create table old (id integer generated always as identity, n serial, feeling mood)`;
  await old`create function one() returns integer language sql return 1`;
  await old`create view news as select * from old`;
  await old`insert into old (feeling) values ('calm')`;
  await old`alter database callcenter_pro owner to postgres`;
  await first[Symbol.asyncDispose]();
  const [version] = await readdir(join(dataDir, 'postgres'));
  await writeFile(join(dataDir, 'postgres', version!, 'pg_hba.conf'), 'host all all 127.0.0.1/32 trust\n');
  await rm(join(dataDir, 'secrets.json'));

  await using second = await startServices(options);
  await expect(openDatabase(second.databaseUrl.replace(/:[^:@]*@/, '@'))`select 1`).rejects.toThrow(/password/);
  const sql = openDatabase(second.databaseUrl);
  expect(await sql`select feeling, one() from news`).toEqual([{ feeling: 'calm', one: 1 }]);
  await sql`alter table old add column more text`;
  await sql`drop view news`;
  await sql`drop function one()`;
  await sql`alter domain mood add check (value <> '')`;
  await sql`insert into old (feeling) values ('glad')`;
});

test('a second start on the same data folder fails; the error names the owner and says what to do', async () => {
  const dataDir = await createTemporaryFolder();
  await using _ = await startServices({ ...EMBEDDED_REDIS_ONLY, dataDir });
  await expect(startServices({ ...EMBEDDED, dataDir })).rejects.toThrow(
    new RegExp(`in use by process ${process.pid}.*DATA_DIR=`),
  );
});

test('with both URLs set, no embedded server is started', async () => {
  const urls = { databaseUrl: 'postgres://there/db', redisUrl: 'redis://there' };
  await using services = await startServices({ ...urls, dataDir: '/nonexistent' });
  expect(services).toMatchObject({ ...urls, postgres: undefined, redis: undefined });
});

test('Redis killed with -9 stays down until it is started; then it has its data and its port again', async () => {
  await using services = await startServices({ ...EMBEDDED_REDIS_ONLY, dataDir: '' }, { scratch: true });
  const redis = openRedis(services.redisUrl);
  await redis.set('job', 'waiting');
  await services.redis?.kill();
  expect(services.redis?.pid).toBeUndefined();
  await services.redis?.start();
  expect(await redis.get('job')).toBe('waiting');
});

test('a server that dies by itself is restarted', async () => {
  const log: string[] = [];
  const options = { scratch: true, log: (message: string) => log.push(message) };
  await using services = await startServices({ ...EMBEDDED, redisUrl: 'redis://elsewhere', dataDir: '' }, options);
  const { postgres } = services;
  const pid = postgres?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => postgres?.pid ?? pid, { timeout: 10_000 }).not.toBe(pid);
  const sql = openDatabase(services.databaseUrl);
  const query = () => sql`select 1 as one`.then((rows) => rows[0]?.one).catch(() => undefined);
  await expect.poll(query, { timeout: 10_000 }).toBe(1);
  expect(log.join('\n')).toContain('postgres ended by itself (signal SIGKILL)');
});

test('after kill -9 of the process that started them, no service runs and the temporary data are removed', async () => {
  const script = `
    import { startServices } from '${join(import.meta.dirname, '../../scripts/services.ts')}';
    const services = await startServices({ dataDir: '' }, { scratch: true });
    console.log(services.postgres.pid, services.redis.pid);
    setInterval(() => {}, 1000);`;
  const temporary = await createTemporaryFolder();
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: mergeEnvironment({ TMPDIR: temporary }),
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  const pids = line.split(' ').map(Number);
  expect(await Promise.all(pids.map(isAlive))).toEqual([true, true]);
  expect(await readdir(temporary)).toHaveLength(1);

  parent.kill('SIGKILL');
  await expect.poll(() => Promise.all(pids.map(isAlive)), { timeout: 10_000 }).toEqual([false, false]);
  await expect.poll(() => readdir(temporary), { timeout: 10_000 }).toEqual([]);
});
