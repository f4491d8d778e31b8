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

/** Creates an empty database and an empty folder for migrations. `write` adds a migration file to the folder. */
async function createMigrationSetup() {
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

test('new migrations are applied in order, each of them once', async () => {
  await using setup = await createMigrationSetup();
  await setup.write('0001_animals.sql', 'create table animals (name text); insert into animals values ($$cat$$);');
  await setup.write('0002_legs.sql', 'alter table animals add legs integer not null default 4;');
  expect(await migrate(setup.sql, setup.folder)).toEqual(['0001_animals.sql', '0002_legs.sql']);
  expect(await migrate(setup.sql, setup.folder)).toEqual([]);

  await setup.write('0003_bird.sql', "insert into animals values ('bird', 2);");
  expect(await migrate(setup.sql, setup.folder)).toEqual(['0003_bird.sql']);
  expect([...(await setup.sql`select name, legs from animals order by legs`)]).toEqual([
    { name: 'bird', legs: 2 },
    { name: 'cat', legs: 4 },
  ]);
});

test('a migration that fails changes nothing, the error names the file, and the corrected file is applied', async () => {
  await using setup = await createMigrationSetup();
  await setup.write('0001_animals.sql', 'create table animals (name text);');
  await setup.write('0002_broken.sql', 'create table plants (name text);\nalter table animols add legs integer;');
  await expect(migrate(setup.sql, setup.folder)).rejects.toThrow(
    'Migration 0002_broken.sql failed: relation "animols" does not exist',
  );
  const [tables] = await setup.sql`select to_regclass('plants') as plants, to_regclass('animals')::text as animals`;
  expect(tables).toEqual({ plants: null, animals: 'animals' });

  await setup.write('0002_broken.sql', 'create table plants (name text);');
  expect(await migrate(setup.sql, setup.folder)).toEqual(['0002_broken.sql']);
});

test('a syntax error is reported with its line', async () => {
  await using setup = await createMigrationSetup();
  await setup.write('0001_typo.sql', 'create table animals (name text);\n\ncreate tabel plants (name text);');
  await expect(migrate(setup.sql, setup.folder)).rejects.toThrow('Migration 0001_typo.sql:3 failed');
});

test('an applied file whose statements were edited is an error; comments and line endings may change', async () => {
  await using setup = await createMigrationSetup();
  await setup.write('0001_animals.sql', 'create table animals (\n  name text\n);');
  await migrate(setup.sql, setup.folder);
  await setup.write('0001_animals.sql', 'create table animals (\r\n  name text\r\n);');
  expect(await migrate(setup.sql, setup.folder)).toEqual([]);
  await setup.write('0001_animals.sql', '-- Animals.\ncreate table animals (\n  -- In English.\n  name text\n);\n');
  expect(await migrate(setup.sql, setup.folder)).toEqual([]);
  await setup.write('0001_animals.sql', 'create table animals (\n  name text not null\n);');
  await expect(migrate(setup.sql, setup.folder)).rejects.toThrow('Migration 0001_animals.sql was edited');
});

test('an applied file that is missing is an error', async () => {
  await using setup = await createMigrationSetup();
  await setup.write('0001_animals.sql', 'create table animals (name text);');
  await setup.write('0002_plants.sql', 'create table plants (name text);');
  await migrate(setup.sql, setup.folder);
  await setup.remove('0001_animals.sql');
  await expect(migrate(setup.sql, setup.folder)).rejects.toThrow('0001_animals.sql was applied');
});

test('file numbers must be unique and higher than the applied ones, and file names must have the right form', async () => {
  await using setup = await createMigrationSetup();
  await setup.write('0002_animals.sql', 'create table animals (name text);');
  await migrate(setup.sql, setup.folder);
  await setup.write('0001_plants.sql', 'create table plants (name text);');
  await expect(migrate(setup.sql, setup.folder)).rejects.toThrow(
    '0001_plants.sql has a lower number than 0002_animals.sql',
  );
  await setup.write('0002_stones.sql', 'create table stones (name text);');
  await expect(migrate(setup.sql, setup.folder)).rejects.toThrow('have the same number');
  await setup.write('3_sand.sql', 'create table sand (name text);');
  await expect(migrate(setup.sql, setup.folder)).rejects.toThrow('3_sand.sql must be named like');
});

test('processes that migrate at the same time apply each migration once', async () => {
  await using setup = await createMigrationSetup();
  const files = Array.from({ length: 6 }, (_, index) => `000${index + 1}_step.sql`);
  for (const [index, file] of files.entries())
    await setup.write(file, `create table step_${index} (); select pg_sleep(0.02);`);
  const pools = Array.from({ length: 4 }, () => open(setup.url));
  const applied = await Promise.all(pools.map((sql) => migrate(sql, setup.folder)));
  await Promise.all(pools.map((sql) => sql.end()));
  expect(applied.flat().toSorted()).toEqual(files);
});
