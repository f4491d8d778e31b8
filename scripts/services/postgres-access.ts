/**
 * Decides who may connect to a PostgreSQL server and as which role.
 *
 * The product connects as a role that owns its database and has no other rights. A superuser could run programs as the
 * user of the server (`copy … from program`) and could read every file of the server.
 */
import { execFile } from 'node:child_process';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import postgres, { type Sql, type TransactionSql } from 'postgres';
import { createDatabaseIfMissing } from '../../sql/databases.ts';
import type { PostgresHome } from './postgres-home.ts';

const run = promisify(execFile);

/** The superuser that `initdb` creates. */
export const SUPERUSER = 'postgres';

/**
 * The server's list of clients (pg_hba.conf). Clients of this machine need a password. PostgreSQL refuses every client
 * that no line of the list names.
 */
const CLIENTS = `# CallCenter Pro writes this file at each start.
host all all 127.0.0.1/32 scram-sha-256
`;
/** Milliseconds of real time. The server must first recover after a crash. */
const SINGLE_USER_MS_MAX = 120_000;

/**
 * Makes the server ask every client for a password, and sets the superuser's password. Clusters of earlier versions,
 * which let every local user in, become closed by this function too.
 *
 * The server must be stopped. The password is set in PostgreSQL's single-user mode, which reads statements from its
 * input and has no connections, so the function also works if the old password is lost.
 */
export async function closeCluster(home: PostgresHome, dataDir: string, password: string): Promise<void> {
  await writeClients(home, dataDir);
  const running = run(join(home.binDir, 'postgres'), ['--single', '-D', dataDir, 'postgres'], {
    ...home.account,
    cwd: dataDir,
    timeout: SINGLE_USER_MS_MAX,
  });
  running.child.stdin?.end(`alter role ${SUPERUSER} login password '${password}'\n`);
  const { stderr } = await running;
  // In single-user mode, a failed statement does not change the exit code.
  if (/\b(ERROR|FATAL|PANIC):/.test(stderr))
    throw new Error(`PostgreSQL could not set the password of ${SUPERUSER}: ${stderr.replaceAll(password, '***')}`);
}

/**
 * Replaces the file as a whole. If this process is root, another user owns the folder, so the function must not write
 * through a link that this user could have put there.
 */
async function writeClients({ account }: PostgresHome, dataDir: string): Promise<void> {
  const file = join(dataDir, 'pg_hba.conf');
  await rm(`${file}.new`, { force: true });
  await using handle = await open(`${file}.new`, 'wx', 0o600);
  if (account) await handle.chown(account.uid, account.gid);
  await handle.writeFile(CLIENTS);
  await rename(`${file}.new`, file);
}

/**
 * Creates the role and the database that `databaseUrl` names, if they are missing. Sets the password of the role, takes
 * away all other rights of the role, and makes the role the owner of the database and of everything in the database.
 *
 * @param superuserUrl The URL of a superuser on the same server.
 * @param createsDatabases Whether the role may create databases, as tests and benchmarks do.
 * @throws Error if `databaseUrl` names no role, no password, or the superuser itself
 */
export async function prepareOwnedDatabase(
  superuserUrl: string,
  databaseUrl: string,
  { createsDatabases = false }: { createsDatabases?: boolean } = {},
): Promise<void> {
  const url = new URL(databaseUrl);
  const [role, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decodeURIComponent);
  if (!role || !password || !database)
    throw new Error(
      'DATABASE_URL must contain a role, a password and a database: postgres://role:password@host/database',
    );
  if (role === decodeURIComponent(new URL(superuserUrl).username))
    throw new Error(
      `DATABASE_URL and DATABASE_ADMIN_URL name the same role, ${role}. Name another role in DATABASE_URL, without the rights of a superuser.`,
    );
  await withConnection(superuserUrl, async (sql) => {
    await ensureRole(sql, role, password, createsDatabases);
    await createDatabaseIfMissing(sql, database);
    await sql`alter database ${sql(database)} owner to ${sql(role)}`;
    await sql`revoke all on database ${sql(database)} from public`;
  });
  const inDatabase = new URL(superuserUrl);
  inDatabase.pathname = url.pathname;
  await withConnection(inDatabase.href, (sql) => sql.begin((tx) => transferOwnership(tx, role)));
}

async function withConnection<T>(url: string, use: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await use(sql);
  } finally {
    await sql.end();
  }
}

async function ensureRole(sql: Sql, role: string, password: string, createsDatabases: boolean): Promise<void> {
  const [existing] = await sql`select from pg_roles where rolname = ${role}`;
  if (!existing) await sql`create role ${sql(role)}`;
  // PostgreSQL accepts no parameters in this statement, so PostgreSQL itself quotes the values.
  const [{ statement }] = await sql<[{ statement: string }]>`
    select format(
      'alter role %I login nosuperuser nocreaterole noreplication nobypassrls %s password %L',
      ${role}::text, ${createsDatabases ? 'createdb' : 'nocreatedb'}::text, ${password}::text
    ) as statement`;
  await sql.unsafe(statement);
}

/**
 * Makes the role the owner of the tables, views, sequences, functions and types of the schema `public`. They belong to
 * the superuser in a database of an earlier version. Members of extensions stay as they are.
 */
async function transferOwnership(tx: TransactionSql, role: string): Promise<void> {
  const statements = await tx<{ statement: string }[]>`
    with target as (select oid from pg_roles where rolname = ${role}),
    foreign_objects as (
      select 'pg_class'::regclass as catalog, oid, oid::regclass::text as name,
        case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end as kind
      from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
        and relowner <> (select oid from target)
        -- The sequence of a column changes its owner together with the table.
        and not (relkind = 'S' and exists (
          select from pg_depend
          where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype in ('a', 'i')))
      union all
      select 'pg_proc'::regclass, oid, oid::regprocedure::text, 'routine'
      from pg_proc
      where pronamespace = 'public'::regnamespace and proowner <> (select oid from target)
      union all
      select 'pg_type'::regclass, oid, oid::regtype::text, case typtype when 'd' then 'domain' else 'type' end
      from pg_type
      where typnamespace = 'public'::regnamespace and typtype in ('d', 'e') and typowner <> (select oid from target)
    )
    select format('alter %s %s owner to %I', kind, name, ${role}::text) as statement
    from foreign_objects
    where not exists (
      select from pg_depend
      where classid = catalog and objid = foreign_objects.oid and deptype = 'e')`;
  for (const { statement } of statements) await tx.unsafe(statement);
}
