import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import type { Sql, TransactionSql } from 'postgres';

const MIGRATIONS = new URL('./migrations/', import.meta.url);
const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

/** Any number, as long as nothing else in this database locks on it. */
const LOCK_KEY = 7_306_117;
/** How long to wait for another process that migrates, or for a statement that holds a table. */
const LOCK_WAIT_SECONDS_MAX = 300;

type Migration = { version: number; name: string; text: string; checksum: string };

/**
 * Brings the database up to date with the numbered files in `sql/migrations/`, each in a transaction of its own, and returns
 * the names of those it applied.
 *
 * Processes may run this at the same time: every transaction takes the same lock and then reads the ledger anew, so each file
 * is applied by exactly one of them. Applied files are history: they must stay, and stay as they were.
 *
 * @throws Error when an applied file was edited or is missing, or a new file is numbered below an applied one; nothing of the
 *   failed migration remains.
 */
export async function migrate(sql: Sql, folder: URL = MIGRATIONS): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const applied: string[] = [];
  // Each round applies one, so as many rounds as there are files always suffice.
  for (const _ of migrations) {
    const name = await sql.begin((tx) => applyNext(tx, migrations));
    if (!name) break;
    applied.push(name);
  }
  return applied;
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  const migrations = await Promise.all(
    names.map(async (name) => {
      const version = Number(FILE_NAME.exec(name)?.[1]);
      if (!version) throw new Error(`Migration ${name} must be named like 0001_what_it_does.sql.`);
      // A checkout on Windows changes line ends, which changes nothing for the database.
      const text = (await readFile(new URL(name, folder), 'utf8')).replaceAll('\r\n', '\n');
      return { version, name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
  for (const [index, { version, name }] of migrations.entries())
    if (version === migrations[index - 1]?.version)
      throw new Error(
        `Migrations ${migrations[index - 1]?.name} and ${name} have the same number. Renumber the newer one.`,
      );
  return migrations;
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
  const ledger = await tx<{ version: number; name: string; checksum: string }[]>`
    select version, name, checksum from schema_migrations order by version`;
  const next = nextMigration(migrations, ledger);
  if (!next) return undefined;

  // Without parameters the text goes over the wire as it is, with as many statements as it likes.
  await tx.unsafe(next.text).catch((error: Error & { position?: string }) => {
    const line = next.text.slice(0, Number(error.position ?? 0)).split('\n').length;
    const place = error.position ? `${next.name}:${line}` : next.name;
    throw new Error(`Migration ${place} failed: ${error.message}`, { cause: error });
  });
  const { version, name, checksum } = next;
  await tx`insert into schema_migrations ${tx({ version, name, checksum })}`;
  return name;
}

function nextMigration(migrations: Migration[], ledger: Omit<Migration, 'text'>[]): Migration | undefined {
  const files = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const { version, name, checksum } of ledger) {
    const file = files.get(version);
    if (file?.name !== name)
      throw new Error(`Migration ${name} was applied to this database, but its file is missing. Bring it back.`);
    if (file.checksum !== checksum)
      throw new Error(`Migration ${name} was edited after it was applied. Undo that and add a new migration instead.`);
    files.delete(version);
  }
  const [next] = files.values();
  const latest = ledger.at(-1);
  if (next && latest && next.version < latest.version)
    throw new Error(`Migration ${next.name} comes before ${latest.name}, which was applied. Give it the next number.`);
  return next;
}
