/** `npm start`: the whole product on this machine, until Ctrl-C. */
import { untilStopped } from '../shared/shutdown.ts';
import { type Running, launch } from './launch.ts';

function printAddresses({ apiUrl, simulatorUrl, databaseUrl, redisUrl }: Running): void {
  const addresses = {
    Console: `${apiUrl}/console`,
    API: apiUrl,
    'API documentation': `${apiUrl}/docs`,
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
