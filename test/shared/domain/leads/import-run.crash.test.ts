/**
 * Tests lead imports that are stopped, killed, run twice or continued by another worker: no row of the file is lost or
 * doubled.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, inject, test, vi } from 'vitest';
import { runImport, storeBatch } from '../../../../shared/domain/leads/import-run.ts';
import { deleteStaleUploads } from '../../../../shared/domain/leads/uploads.ts';
import { connect } from '../../../../sql/db.ts';
import { claimImport, importById, listImportErrors, lockImport } from '../../../../sql/leads/imports.ts';

import { createTestSystem } from '../../../helpers/system.ts';
import {
  expectCompleteImport,
  importFile,
  numberedPhoneFile,
  createImportAccount,
  phoneFile,
  phoneOf,
  listPhones,
  submitFile,
} from '../../../helpers/fixtures/lead-imports.ts';

const system = await createTestSystem();
const { ctx } = system;
const { sql } = ctx;

test('a stopped import keeps its stored batches and resumes after them', async () => {
  const account = await createImportAccount(system);
  const { id } = await submitFile(system, account, numberedPhoneFile(12_000));
  let checks = 0;
  const stopsAtTheSecondBatch = Object.assign(new AbortController().signal, {
    throwIfAborted() {
      if (++checks === 2) throw new Error('The process is stopping.');
    },
  });
  await expect(runImport(ctx, id, stopsAtTheSecondBatch)).rejects.toThrow('stopping');
  const stopped = (await importById(sql, id))!;
  expect(stopped).toMatchObject({ status: 'running', finishedAt: null });
  expect(stopped.inserted).toBeGreaterThan(0);
  expect(stopped.inserted).toBe((await listPhones(system, account)).length);
  expect(stopped.lastRow).toBe(stopped.inserted + 1);

  expect(await system.runJob('leads.import', { importId: id })).toEqual({ status: 'completed' });
  await expectCompleteImport(system, account, id, 12_000);
  expect((await listPhones(system, account)).at(-1)).toBe(phoneOf(11_999));
});

// The start of two processes takes 9 s, so only the long version has the test.
test.runIf(inject('isLong'))(
  'an import whose process is killed resumes at once in another process',
  async () => {
    const account = await createImportAccount(system);
    const { id } = await submitFile(system, account, numberedPhoneFile(60_000));
    const script = fileURLToPath(new URL('../../../helpers/run-job.ts', import.meta.url));
    const { databaseUrl, redisUrl, jwtSecret, secretsKey, twilio } = system.config;
    const env = {
      LOG_LEVEL: 'silent',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      JWT_SECRET: jwtSecret,
      SECRETS_KEY: secretsKey,
      SIMULATOR_AUTH_TOKEN: twilio.authToken,
    };
    const worker = spawn(process.execPath, [script, 'leads.import', JSON.stringify({ importId: id })], {
      env,
      stdio: 'inherit',
    });
    const exited = once(worker, 'exit');
    await vi.waitFor(async () => expect((await importById(sql, id))!.lastRow).toBeGreaterThan(0), 60_000);
    worker.kill('SIGKILL');
    await exited;
    expect((await importById(sql, id))!.status).toBe('running');
    // Postgres holds the lock of the killed process until Postgres notices that the process has ended.
    await vi.waitFor(() => system.runJob('leads.import', { importId: id }), 60_000);
    await expectCompleteImport(system, account, id, 60_000);
  },
  120_000,
);

test('a second run of an import that is running does nothing', async () => {
  const account = await createImportAccount(system);
  const { id } = await submitFile(system, account, numberedPhoneFile(10));
  const holder = connect({ url: system.config.databaseUrl, applicationName: 'test', connectionsMax: 1 });
  await lockImport(holder, id);
  await expect(system.runJob('leads.import', { importId: id })).rejects.toThrow('running in another process');
  expect(await importById(sql, id)).toMatchObject({ status: 'pending', lastRow: 0 });
  await holder.end();
  expect(await system.runJob('leads.import', { importId: id })).toEqual({ status: 'completed' });
});

test('two runs at once import every row once', async () => {
  const account = await createImportAccount(system);
  const { id } = await submitFile(system, account, numberedPhoneFile(12_000));
  const runs = await Promise.allSettled([1, 2].map(() => system.runJob('leads.import', { importId: id })));
  expect(runs).toContainEqual({ status: 'fulfilled', value: { status: 'completed' } });
  await expectCompleteImport(system, account, id, 12_000);
  expect(await system.runJob('leads.import', { importId: id })).toEqual({ status: 'completed' });
  await expectCompleteImport(system, account, id, 12_000);
});

test('two imports of the same numbers into one campaign neither block nor double each other', async () => {
  const account = await createImportAccount(system);
  const phones = Array.from({ length: 6_000 }, (_, n) => phoneOf(n));
  const rows = await Promise.all([
    importFile(system, account, phoneFile(phones)),
    importFile(system, account, phoneFile(phones.toReversed())),
  ]);
  expect(rows.map((row) => row.inserted + row.duplicates)).toEqual([6_000, 6_000]);
  expect(rows[0].inserted + rows[1].inserted).toBe(6_000);
  expect(new Set(await listPhones(system, account)).size).toBe(6_000);
});

test('a run that was taken over by another run stores no further batch', async () => {
  const account = await createImportAccount(system);
  const { id } = await submitFile(system, account, numberedPhoneFile(1));
  const claimed = (await claimImport(sql, id))!;
  const error = { row: 2, field: 'phone', value: '', error: 'Phone number is missing' };
  const batch = {
    lines: [],
    places: [],
    errors: [{ ...error, rowCells: [''] }],
    notes: [],
    warnings: [],
    lastRow: 2,
    bytesDone: 1,
  };
  const ahead = await storeBatch(ctx, claimed, batch, null);
  expect(ahead).toMatchObject({ lastRow: 2, invalid: 1 });
  const stale = { ...batch, errors: [{ ...error, row: 3, rowCells: [''] }], lastRow: 3 };
  await expect(storeBatch(ctx, claimed, stale, null)).rejects.toThrow('taken over');
  expect(await listImportErrors(sql, account.tenantId, id, { limit: 10, offset: 0 })).toEqual([error]);
});

test('uploads that were never submitted are deleted after a day, and no other upload', async () => {
  const account = await createImportAccount(system);
  const [broken] = await sql<[{ id: number }]>`
    insert into lead_imports (tenant_id, file_name) values (${account.tenantId}, 'half.csv') returning id`;
  const { id } = await submitFile(system, account, numberedPhoneFile(1));
  await deleteStaleUploads(ctx);
  expect(await importById(sql, broken.id)).toBeDefined();
  await system.advanceClock(24 * 3_600);
  await deleteStaleUploads(ctx);
  expect(await importById(sql, broken.id)).toBeUndefined();
  expect(await importById(sql, id)).toMatchObject({ status: 'pending' });
});
