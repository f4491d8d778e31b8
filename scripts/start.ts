/** `npm start` runs the whole product on this machine until the user presses Ctrl-C. */
import { readConfig } from '../shared/config.ts';
import { waitForStopSignal } from '../shared/shutdown.ts';
import { type RunningSystem, launch } from './launch.ts';
import { secretsFile } from './services/secrets.ts';

function printAddresses({ apiUrl, simulatorUrl, databaseUrl, redisUrl }: RunningSystem): void {
  const addresses = {
    Console: `${apiUrl}/console`,
    API: apiUrl,
    'API documentation': `${apiUrl}/docs`,
    'Queues (Bull Board)': describeBoard(apiUrl),
    ...(simulatorUrl ? { 'Carrier (simulator)': simulatorUrl } : { Carrier: 'Twilio' }),
    PostgreSQL: maskPassword(databaseUrl),
    Redis: maskPassword(redisUrl),
  };
  console.log('\nCallCenter Pro is running. Press Ctrl-C to stop it.\n');
  for (const [name, address] of Object.entries(addresses)) console.log(`  ${name.padEnd(22)}${address}`);
  console.log();
}

/**
 * Returns where Bull Board is and where to find its password. The password itself must not be on a screen or in a log.
 */
function describeBoard(apiUrl: string): string {
  const config = readConfig();
  const { internal, operatorToken } = config;
  const url = internal ? `http://${internal.host}:${internal.port}` : apiUrl;
  const place = operatorToken ? 'your OPERATOR_TOKEN' : `OPERATOR_TOKEN in ${secretsFile(config.dataDir)}`;
  return `${url}/admin/queues, user operator, password: ${place}`;
}

function maskPassword(address: string): string {
  const url = new URL(address);
  if (url.password) url.password = '***';
  return url.href;
}

let isRunning = false;
const stopSignal = waitForStopSignal();
// At a signal during the start, the watchdog ends everything that was started so far.
void stopSignal.then(() => isRunning || process.exit(1));
try {
  await using system = await launch();
  isRunning = true;
  printAddresses(system);
  await stopSignal;
  console.log('Stopping CallCenter Pro.');
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
