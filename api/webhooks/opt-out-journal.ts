/**
 * The opt-outs that Postgres could not store at once. An opt-out by key is a legal record, so it is confirmed only when it
 * is in Postgres or in two places: the queue in Redis, and this journal on the disk of the API process.
 *
 * Each opt-out is an empty file in `DATA_DIR/opt-outs`, and the name of the file is the record: the time and the ids of the
 * call, without a phone number. So a record is never half written, several processes may share the folder, and the record
 * of an opt-out that Postgres has is deleted by itself. Each API process replays the records of its folder.
 */
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeadlineError, withinMs } from '../../shared/concurrency.ts';
import type { ServerConfig } from '../../shared/config.ts';
import type { Context } from '../../shared/context.ts';
import { type OptOut, recordOptOut } from '../../shared/domain/calls/opt-out.ts';
import { DomainError } from '../../shared/errors.ts';
import { isDatabaseOutage } from '../../sql/db.ts';

type Place = Pick<ServerConfig, 'dataDir'>;

/** Records in the folder. Each needs an inode and no block, so 10 000 are less than 3 MB. */
const RECORDS_MAX = 10_000;

/** Pause between two looks into the folder. Milliseconds of real time. */
const REPLAY_EVERY_MS = 1_000;
/** Pause after an error that is no outage of Postgres. Milliseconds of real time. */
const REPLAY_AFTER_ERROR_MS = 10_000;
/** A statement that takes longer waits for a lock, or Postgres does not answer. Milliseconds of real time. */
const RECORD_MS_MAX = 10_000;

const NAME = /^(?<receivedAtMs>\d{1,15})\.(?<callUuid>[\da-f-]{36})\.(?<callSid>[\da-zA-Z]{1,64})$/;

const folderOf = ({ dataDir }: Place) => resolve(dataDir, 'opt-outs');
const nameOf = ({ receivedAtMs, callUuid, callSid }: OptOut) =>
  `${Math.floor(receivedAtMs)}.${callUuid.toLowerCase()}.${callSid}`;

function optOutOf(name: string): OptOut | undefined {
  const { receivedAtMs, callUuid, callSid } = NAME.exec(name)?.groups ?? {};
  return callUuid && callSid ? { receivedAtMs: Number(receivedAtMs), callUuid, callSid } : undefined;
}

/**
 * Keeps an opt-out on the disk. When the promise resolves, the record outlives the process and the machine.
 *
 * @throws DomainError `unavailable` if `recordsMax` records wait
 * @throws Error if the disk does not take the record
 */
export async function keepOptOut(
  { config }: { config: Place },
  optOut: OptOut,
  recordsMax = RECORDS_MAX,
): Promise<void> {
  const name = nameOf(optOut);
  if (!NAME.test(name)) throw new DomainError('unavailable', `“${name}” names no call of the carrier.`);
  const folder = await openFolder(config);
  if ((await readdir(folder)).length >= recordsMax)
    throw new DomainError('unavailable', `${recordsMax} opt-outs wait in ${folder} for Postgres. Start Postgres.`);
  await syncToDisk(join(folder, name), 'a');
  await syncToDisk(folder, 'r');
}

async function openFolder(config: Place): Promise<string> {
  const folder = folderOf(config);
  const created = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (created !== undefined) for (const path of new Set([folder, created])) await syncToDisk(dirname(path), 'r');
  return folder;
}

/** Returns when the disk has the file, or the entries of the folder. The flag `a` creates the file. */
async function syncToDisk(path: string, flag: 'a' | 'r'): Promise<void> {
  await using handle = await open(path, flag, 0o600);
  await handle.sync();
}

/**
 * Stores the kept opt-outs in Postgres and deletes their records. To store an opt-out twice changes nothing.
 *
 * @throws Error at the first record that could not be stored because Postgres is away, or after all records if another
 *   error prevented one of them
 */
export async function replayOptOuts(ctx: Context): Promise<void> {
  const folder = folderOf(ctx.config);
  const errors: unknown[] = [];
  for (const name of (await readdir(folder)).toSorted()) {
    const optOut = optOutOf(name);
    if (!optOut) continue;
    try {
      const isKnown = await withinMs(RECORD_MS_MAX, recordOptOut(ctx, optOut));
      if (isKnown) ctx.log.warn({ callId: optOut.callUuid }, 'opt-out of an outage of Postgres stored');
      else ctx.log.error({ ...optOut }, 'opt-out of an outage of Postgres names an unknown call, dropped');
      await rm(join(folder, name), { force: true });
    } catch (error) {
      if (isDatabaseOutage(error) || error instanceof DeadlineError) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} opt-outs could not be stored.`);
}

/** Replays the kept opt-outs at once, and then whenever Postgres answers, until the result is disposed. */
export async function startOptOutReplay(ctx: Context): Promise<AsyncDisposable> {
  await openFolder(ctx.config).catch((error: unknown) =>
    ctx.log.error(
      { err: error },
      'DATA_DIR cannot be written, so opt-outs by key are refused with 503 while Postgres is away. Set DATA_DIR',
    ),
  );
  const stop = new AbortController();
  const run = async () => {
    while (!stop.signal.aborted) {
      const pauseMs = await replayOptOuts(ctx).then(
        () => REPLAY_EVERY_MS,
        (error: unknown) => afterError(ctx, error),
      );
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

/** Returns the pause after a failed replay. Others log an outage of Postgres. */
function afterError({ log }: Context, error: unknown): number {
  const isOutage = isDatabaseOutage(error) || error instanceof DeadlineError;
  // Without a folder there are no records.
  if (isOutage || (error as NodeJS.ErrnoException).code === 'ENOENT') return REPLAY_EVERY_MS;
  log.error({ err: error }, 'kept opt-outs could not be stored in Postgres, trying again');
  return REPLAY_AFTER_ERROR_MS;
}
