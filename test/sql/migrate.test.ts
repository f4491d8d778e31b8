import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startScratchPostgres } from '../../scripts/services.ts';
import { createDatabaseIfMissing } from '../../sql/databases.ts';
import { connect, type Pool } from '../../sql/db.ts';
import { migrate } from '../../sql/migrate.ts';

let postgres: Awaited<ReturnType<typeof startScratchPostgres>>;

beforeAll(async () => {
  postgres = await startScratchPostgres();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
});

function open(url: string): Pool & AsyncDisposable {
  const sql = connect({ url, applicationName: 'migrate.test', connectionsMax: 2 });
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() });
}

/** An empty database and a folder of migrations, to be filled by `write`. */
async function setUp() {
  const name = `migrate_${randomUUID().replaceAll('-', '')}`;
  await using admin = open(postgres.databaseUrl);
  await createDatabaseIfMissing(admin, name);
  const url = new URL(name, postgres.databaseUrl).href;
  const path = await mkdtemp(join(tmpdir(), 'migrations-'));
  const sql = open(url);
  return {
    url,
    sql,
    folder: pathToFileURL(`${path}/`),
    write: (file: string, text: string) => writeFile(join(path, file), text),
    remove: (file: string) => rm(join(path, file)),
    async [Symbol.asyncDispose]() {
      await sql.end();
      await rm(path, { recursive: true });
    },
  };
}

test('new migrations are applied in order, each once', async () => {
  await using it = await setUp();
  await it.write('0001_animals.sql', 'create table animals (name text); insert into animals values ($$cat$$);');
  await it.write('0002_legs.sql', 'alter table animals add legs integer not null default 4;');
  expect(await migrate(it.sql, it.folder)).toEqual(['0001_animals.sql', '0002_legs.sql']);
  expect(await migrate(it.sql, it.folder)).toEqual([]);

  await it.write('0003_bird.sql', "insert into animals values ('bird', 2);");
  expect(await migrate(it.sql, it.folder)).toEqual(['0003_bird.sql']);
  expect([...(await it.sql`select name, legs from animals order by legs`)]).toEqual([
    { name: 'bird', legs: 2 },
    { name: 'cat', legs: 4 },
  ]);
});

test('a migration that fails leaves nothing behind, says where, and runs when it is mended', async () => {
  await using it = await setUp();
  await it.write('0001_animals.sql', 'create table animals (name text);');
  await it.write('0002_broken.sql', 'create table plants (name text);\nalter table animols add legs integer;');
  await expect(migrate(it.sql, it.folder)).rejects.toThrow(
    'Migration 0002_broken.sql failed: relation "animols" does not exist',
  );
  const [left] = await it.sql`select to_regclass('plants') as plants, to_regclass('animals')::text as animals`;
  expect(left).toEqual({ plants: null, animals: 'animals' });

  await it.write('0002_broken.sql', 'create table plants (name text);');
  expect(await migrate(it.sql, it.folder)).toEqual(['0002_broken.sql']);
});

test('a syntax error is reported with its line', async () => {
  await using it = await setUp();
  await it.write('0001_typo.sql', 'create table animals (name text);\n\ncreate tabel plants (name text);');
  await expect(migrate(it.sql, it.folder)).rejects.toThrow('Migration 0001_typo.sql:3 failed');
});

test('an applied file that was edited is refused, other line ends are not an edit', async () => {
  await using it = await setUp();
  await it.write('0001_animals.sql', 'create table animals (\n  name text\n);');
  await migrate(it.sql, it.folder);
  await it.write('0001_animals.sql', 'create table animals (\r\n  name text\r\n);');
  expect(await migrate(it.sql, it.folder)).toEqual([]);
  await it.write('0001_animals.sql', 'create table animals (\n  name text not null\n);');
  await expect(migrate(it.sql, it.folder)).rejects.toThrow('Migration 0001_animals.sql was edited');
});

test('an applied file that is gone is missed', async () => {
  await using it = await setUp();
  await it.write('0001_animals.sql', 'create table animals (name text);');
  await it.write('0002_plants.sql', 'create table plants (name text);');
  await migrate(it.sql, it.folder);
  await it.remove('0001_animals.sql');
  await expect(migrate(it.sql, it.folder)).rejects.toThrow('0001_animals.sql was applied');
});

test('numbers go up: no two alike, none below an applied one, no other names', async () => {
  await using it = await setUp();
  await it.write('0002_animals.sql', 'create table animals (name text);');
  await migrate(it.sql, it.folder);
  await it.write('0001_plants.sql', 'create table plants (name text);');
  await expect(migrate(it.sql, it.folder)).rejects.toThrow('0001_plants.sql comes before 0002_animals.sql');
  await it.write('0002_stones.sql', 'create table stones (name text);');
  await expect(migrate(it.sql, it.folder)).rejects.toThrow('have the same number');
  await it.write('3_sand.sql', 'create table sand (name text);');
  await expect(migrate(it.sql, it.folder)).rejects.toThrow('3_sand.sql must be named like');
});

test('processes that migrate at the same time share the work without doing any twice', async () => {
  await using it = await setUp();
  const files = Array.from({ length: 6 }, (_, index) => `000${index + 1}_step.sql`);
  for (const [index, file] of files.entries())
    await it.write(file, `create table step_${index} (); select pg_sleep(0.02);`);
  const pools = Array.from({ length: 4 }, () => open(it.url));
  const applied = await Promise.all(pools.map((sql) => migrate(sql, it.folder)));
  await Promise.all(pools.map((sql) => sql.end()));
  expect(applied.flat().toSorted()).toEqual(files);
});
