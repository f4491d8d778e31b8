import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import type { Sql, TransactionSql } from 'postgres';

const MIGRATIONS = new URL('./migrations/', import.meta.url);
const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

/**
 * The key of the advisory lock for migrations. The key may be any number that no other code uses as a lock in the same
 * database.
 */
const LOCK_KEY = 7_306_117;
/**
 * Time limit for a lock. A migration may have to wait for the migration of another process, or for a statement that
 * uses a table.
 */
const LOCK_WAIT_SECONDS_MAX = 300;

type Migration = { version: number; name: string; text: string; checksum: string };

/**
 * Applies the numbered files of `sql/migrations/` that the database does not have yet, each file in a separate
 * transaction.
 *
 * The product contains a migration runner and a schema dump (scripts/schema-dump.ts), because the usual tools need
 * pg_dump or psql, which a fresh machine does not have.
 *
 * Several processes may call this function at the same time. Every transaction takes the same lock and then reads the
 * list of applied files again. So each file is applied exactly once. An applied file must not change or disappear.
 *
 * @returns the names of the files that this call applied.
 * @throws Error if an applied file was edited or is missing, if a new file has a lower number than an applied file, or
 *   if a migration fails. A failed migration changes nothing.
 */
export async function migrate(sql: Sql, folder: URL = MIGRATIONS): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const applied: string[] = [];
  // Each round applies one file, so there are at most as many rounds as files.
  for (const _ of migrations) {
    const name = await sql.begin((tx) => applyNext(tx, migrations));
    if (!name) break;
    applied.push(name);
  }
  return applied;
}

/** The file names of the migrations when this process started. */
let ownMigrations: Promise<string[]> | undefined;

/**
 * Lists the migrations of this version of the product that the database does not have. A database may have further
 * migrations of a newer version, because migrations are applied before the processes of the new version start.
 */
export async function missingMigrations(sql: Sql): Promise<string[]> {
  // Read once: a deployment may put the files of the next version there while this process still runs.
  ownMigrations ??= readdir(MIGRATIONS);
  const names = (await ownMigrations).filter((name) => FILE_NAME.test(name)).toSorted();
  const [table] = await sql<{ exists: boolean }[]>`select to_regclass('schema_migrations') is not null as exists`;
  if (!table?.exists) return names;
  const rows = await sql<{ name: string }[]>`select name from schema_migrations`;
  const applied = new Set(rows.map(({ name }) => name));
  return names.filter((name) => !applied.has(name));
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  const migrations = await Promise.all(
    names.map(async (name) => {
      const version = Number(FILE_NAME.exec(name)?.[1]);
      if (!version) throw new Error(`Migration ${name} must be named like 0001_what_it_does.sql.`);
      // A checkout on Windows has other line endings. The line endings must not change the checksum.
      const text = (await readFile(new URL(name, folder), 'utf8')).replaceAll('\r\n', '\n');
      return { version, name, text, checksum: checksumOf(text) };
    }),
  );
  for (const [index, { version, name }] of migrations.entries())
    if (version === migrations[index - 1]?.version)
      throw new Error(
        `Migrations ${migrations[index - 1]?.name} and ${name} have the same number. Renumber the newer one.`,
      );
  return migrations;
}

/**
 * Returns the checksum of a migration's statements. Comments on lines of their own do not count, so such comments may
 * change after the migration was applied.
 */
function checksumOf(text: string): string {
  const statements = text.split('\n').filter((line) => !/^\s*(--.*)?$/.test(line));
  return createHash('sha256').update(statements.join('\n')).digest('hex');
}

async function applyNext(tx: TransactionSql, migrations: Migration[]): Promise<string | undefined> {
  await tx.unsafe(`set local lock_timeout = '${LOCK_WAIT_SECONDS_MAX}s'; set local client_min_messages = warning`);
  await tx`select pg_advisory_xact_lock(${LOCK_KEY})`;
  await tx`
    create table if not exists schema_migrations (
      version integer primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`;
  const appliedRows = await tx<{ version: number; name: string; checksum: string }[]>`
    select version, name, checksum from schema_migrations order by version`;
  const next = nextMigration(migrations, appliedRows);
  if (!next) return undefined;

  // A query without parameters may contain any number of statements.
  await tx.unsafe(next.text).catch((error: Error & { position?: string }) => {
    const line = next.text.slice(0, Number(error.position ?? 0)).split('\n').length;
    const place = error.position ? `${next.name}:${line}` : next.name;
    throw new Error(`Migration ${place} failed: ${error.message}`, { cause: error });
  });
  const { version, name, checksum } = next;
  await tx`insert into schema_migrations ${tx({ version, name, checksum })}`;
  return name;
}

function nextMigration(migrations: Migration[], appliedRows: Omit<Migration, 'text'>[]): Migration | undefined {
  const files = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const { version, name, checksum } of appliedRows) {
    const file = files.get(version);
    if (file?.name !== name)
      throw new Error(`Migration ${name} was applied to this database, but its file is missing. Restore the file.`);
    if (file.checksum !== checksum)
      throw new Error(
        `Migration ${name} was edited after it was applied. Undo the edit and add a new migration instead.`,
      );
    files.delete(version);
  }
  const [next] = files.values();
  const latest = appliedRows.at(-1);
  if (next && latest && next.version < latest.version)
    throw new Error(
      `Migration ${next.name} has a lower number than ${latest.name}, which was applied already. Give it the next number.`,
    );
  return next;
}
