/**
 * The entry point of a worker process. `npm run workers -- imports dialer` works the queues `imports` and `dialer` in
 * this process. Without arguments, the process works all queues.
 */
import { readConfig, requireServices } from '../shared/config.ts';
import { createContext } from '../shared/context.ts';
import { probeAccountSoon } from '../shared/domain/numbers/carrier-breaker.ts';
import { type QueueName, QUEUE_NAMES } from '../shared/jobs/definition.ts';
import { createLog } from '../shared/logging/log.ts';
import { exitOnUncaughtErrors } from '../shared/logging/uncaught.ts';
import { waitForStopSignal } from '../shared/shutdown.ts';
import { exitWithMessage, orExit, orExitAsync } from '../shared/startup-errors.ts';
import { watchDatabase } from '../sql/watch.ts';
import { maintainSchedules } from './schedules.ts';
import { startWorker } from './worker.ts';

const requestedNames = process.argv.slice(2);
const unknownNames = requestedNames.filter((name) => !QUEUE_NAMES.includes(name as QueueName));
if (unknownNames.length > 0)
  exitWithMessage(`Unknown queue: ${unknownNames.join(', ')}. The queues are: ${QUEUE_NAMES.join(', ')}.`);
const queueNames = requestedNames.length > 0 ? (requestedNames as QueueName[]) : [...QUEUE_NAMES];

const config = orExit(() => requireServices(readConfig()));

exitOnUncaughtErrors(createLog(config, 'workers'));
const stopped = waitForStopSignal();
{
  await using ctx = await orExitAsync(
    createContext(config, { processName: `workers ${requestedNames.join(' ')}`.trim() }),
  );
  await Promise.race([ctx.storesUp, stopped]);
  await using database = watchDatabase(ctx.sql, { url: config.databaseUrl, applicationName: 'callcenter workers' });
  const stop = new AbortController();
  const schedules = maintainSchedules(ctx, queueNames, stop.signal);
  const workers = queueNames.map((name) => startWorker(ctx, name, stop, database));
  // A new process may have mended settings, so the account is probed at once.
  await probeAccountSoon(ctx.sql);
  ctx.log.info({ queues: queueNames }, 'workers started');

  await stopped;
  ctx.log.info('workers are stopping');
  await Promise.all([...workers.map((worker) => worker.close()), schedules.stop()]);
  ctx.log.info('workers stopped');
}

// End the process here. While Redis is down, the Redis connections of the queues would reconnect for ever and keep the
// stopped process alive.
process.exit();
