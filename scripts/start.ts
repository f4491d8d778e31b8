/** `npm start` runs the whole product on this machine until the user presses Ctrl-C. */
import { waitForStopSignal } from '../shared/shutdown.ts';
import { type RunningSystem, launch } from './launch.ts';

function printAddresses({ apiUrl, simulatorUrl, databaseUrl, redisUrl }: RunningSystem): void {
  const addresses = {
    Console: `${apiUrl}/console`,
    API: apiUrl,
    'API documentation': `${apiUrl}/docs`,
    'Queues (Bull Board)': `${apiUrl}/admin/queues`,
    ...(simulatorUrl ? { 'Carrier (simulator)': simulatorUrl } : { Carrier: 'Twilio' }),
    PostgreSQL: maskPassword(databaseUrl),
    Redis: maskPassword(redisUrl),
  };
  console.log('\nCallCenter Pro is running. Press Ctrl-C to stop it.\n');
  for (const [name, address] of Object.entries(addresses)) console.log(`  ${name.padEnd(22)}${address}`);
  console.log();
}

function maskPassword(address: string): string {
  const url = new URL(address);
  if (url.password) url.password = '***';
  return url.href;
}

try {
  await using system = await launch();
  printAddresses(system);
  const failure = await Promise.race([waitForStopSignal(), system.fatalError]);
  if (failure) throw failure;
  console.log('Stopping CallCenter Pro.');
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
