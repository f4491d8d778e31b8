/** The simulated carrier as a process of its own. */
import { Clock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { orRefuse } from '../../shared/startup.ts';
import { startSimulator } from './server.ts';

const { simulator, twilio, clockSpeed, clockAnchor } = orRefuse(readConfig);

/** Without an anchor the process starts its own time now. */
const [realMs, productMs] = clockAnchor ? clockAnchor.split(':').map(Number) : [Date.now(), Date.now()];
const clock = new Clock({ realMs: realMs ?? 0, productMs: productMs ?? 0, speed: clockSpeed });

const running = await startSimulator({
  host: simulator.host,
  port: simulator.port,
  seed: simulator.seed,
  clock,
  ...twilio,
  log: (message, details) => console.error(`simulator: ${message}`, details ?? ''),
});
console.log(`Simulated carrier on ${running.url}, seed ${simulator.seed}, clock x${clockSpeed}`);

/** The process ends by itself once nothing is left to do. */
const stop = () => void running[Symbol.asyncDispose]();
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
