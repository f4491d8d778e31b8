/** `npm start`: the whole product on this machine, until Ctrl-C. */
import { type Running, launch } from './launch.ts';

/** npm passes a Ctrl-C on that the terminal has sent us already; a second one after this is meant. */
const ECHO_MS_MAX = 1_000;

function printAddresses({ apiUrl, simulatorUrl, databaseUrl, redisUrl }: Running): void {
  const addresses = {
    API: apiUrl,
    'API documentation': `${apiUrl}/docs`,
    Console: `${apiUrl}/console`,
    'Queues (Bull Board)': `${apiUrl}/admin/queues`,
    ...(simulatorUrl ? { 'Carrier (simulator)': simulatorUrl } : { Carrier: 'Twilio' }),
    PostgreSQL: withoutPassword(databaseUrl),
    Redis: withoutPassword(redisUrl),
  };
  console.log('\nCallCenter Pro is up. Ctrl-C stops it.\n');
  for (const [name, address] of Object.entries(addresses)) console.log(`  ${name.padEnd(22)}${address}`);
  console.log();
}

function withoutPassword(address: string): string {
  const url = new URL(address);
  if (url.password) url.password = '***';
  return url.href;
}

/** Resolves at SIGTERM or SIGINT. A second one, if it is no echo, ends this process at once and the watchdogs the rest. */
function untilStopped(): Promise<undefined> {
  return new Promise((resolve) => {
    let askedMs: number | undefined;
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        if (askedMs !== undefined && Date.now() - askedMs > ECHO_MS_MAX) process.exit(1);
        askedMs ??= Date.now();
        resolve(undefined);
      });
  });
}

try {
  await using running = await launch();
  printAddresses(running);
  const failure = await Promise.race([untilStopped(), running.gaveUp]);
  if (failure) throw failure;
  console.log('Stopping.');
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
