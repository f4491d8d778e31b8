/** `npm run workers -- imports dialer` runs those pools in this process; without arguments it runs all. */
import { readConfig, requireServices } from '../shared/config.ts';
import { createContext } from '../shared/context.ts';
import { type QueueName, queueNames } from '../shared/jobs.ts';
import { untilStopped } from '../shared/shutdown.ts';
import { orRefuse, refuse } from '../shared/startup.ts';
import { keepSchedules } from './schedules.ts';
import { startPool } from './worker.ts';

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !queueNames.includes(name as QueueName));
if (unknown.length > 0) refuse(`No such pool: ${unknown.join(', ')}. There are: ${queueNames.join(', ')}.`);
const names = asked.length > 0 ? (asked as QueueName[]) : [...queueNames];

const config = orRefuse(() => requireServices(readConfig()));

const stopped = untilStopped();
{
  await using ctx = await createContext(config, {
    processName: `workers ${asked.join(' ')}`.trim(),
  });
  const stop = new AbortController();
  const schedules = keepSchedules(ctx, names, stop.signal);
  const pools = names.map((name) => startPool(ctx, name, stop));
  ctx.log.info({ pools: names }, 'workers started');

  await stopped;
  ctx.log.info('stopping');
  await Promise.all([...pools.map((pool) => pool.close()), schedules.stop()]);
  ctx.log.info('workers stopped');
}

// While Redis is down the queue's own connections would go on reconnecting, and keep a process alive that has stopped.
process.exit();
