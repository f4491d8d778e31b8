/** Runs the simulated carrier as a separate process. */
import { Clock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { waitForStopSignal } from '../../shared/shutdown.ts';
import { exitWithMessage, orExit } from '../../shared/startup-errors.ts';
import { startSimulator } from './server.ts';

const stopped = waitForStopSignal();
const { simulator, twilio, carrier, clockSpeed, clockAnchor } = orExit(readConfig);
if (carrier !== 'simulator') exitWithMessage('The carrier is Twilio. To run the simulator, set CARRIER=simulator.');
const { authToken } = simulator;
if (!authToken)
  exitWithMessage(
    'Set SIMULATOR_AUTH_TOKEN to the value that the API and the workers have: openssl rand -hex 32 makes one.',
  );

/**
 * CLOCK_ANCHOR is a pair of real time and product time. If there is no anchor, product time starts at the current time.
 */
const [realMs, productMs] = clockAnchor ? clockAnchor.split(':').map(Number) : [Date.now(), Date.now()];
const clock = new Clock({ realMs: realMs ?? 0, productMs: productMs ?? 0, speed: clockSpeed });

const running = await startSimulator({
  host: simulator.host,
  port: simulator.port,
  seed: simulator.seed,
  clock,
  ...twilio,
  authToken,
  log: (message, details) => console.error(`simulator: ${message}`, details ?? ''),
});
console.log(`Simulated carrier on ${running.url}, seed ${simulator.seed}, clock x${clockSpeed}`);

await stopped;
/** After the disposal nothing keeps the process alive, so the process exits without `process.exit`. */
await running[Symbol.asyncDispose]();
