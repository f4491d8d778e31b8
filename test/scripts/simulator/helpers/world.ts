/**
 * The world of a simulator test: a simulator with a fast clock, the real SDK as the client, and a receiver of webhooks.
 */
import { setTimeout as pause } from 'node:timers/promises';
import twilio from 'twilio';
import { Clock } from '../../../../shared/clock.ts';
import { type SimulatorOptions, type Simulator, startSimulator } from '../../../../scripts/simulator/server.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'test-token' };
const CLOCK_SPEED = 100;
/** Milliseconds of real time. The limit is long enough for a busy machine. */
const WAIT_MS_MAX = 8_000;

export type World = AsyncDisposable & {
  simulator: Simulator;
  client: ReturnType<typeof twilio>;
  app: Receiver;
  clock: Clock;
  logLines: string[];
};

export async function startWorld(options: Partial<SimulatorOptions> = {}): Promise<World> {
  const app = await startReceiver(ACCOUNT.authToken);
  const clock = options.clock ?? new Clock({ realMs: Date.now(), productMs: Date.now(), speed: CLOCK_SPEED });
  const logged: string[] = [];
  const simulator = await startSimulator({
    ...ACCOUNT,
    callsPerSecond: 50,
    log: (message, details) => void logged.push(`${message} ${JSON.stringify(details)}`),
    ...options,
    clock,
  });
  const client = clientOf(simulator.url);
  return {
    simulator,
    client,
    app,
    clock,
    logLines: logged,
    async [Symbol.asyncDispose]() {
      await simulator[Symbol.asyncDispose]();
      await app[Symbol.asyncDispose]();
    },
  };
}

export function clientOf(url: string, authToken = ACCOUNT.authToken, timeout = 5_000): ReturnType<typeof twilio> {
  const client = twilio(ACCOUNT.accountSid, authToken, { autoRetry: false, timeout });
  client.api.baseUrl = url;
  return client;
}

/** Calls `read` again and again, in real time, until the result is truthy. */
export async function eventually<T>(
  read: () => T | undefined | null | false | Promise<T | undefined | null | false>,
): Promise<T> {
  const deadlineMs = Date.now() + WAIT_MS_MAX;
  while (true) {
    const value = await read();
    if (value) return value;
    if (Date.now() > deadlineMs) throw new Error(`no value within ${WAIT_MS_MAX} ms: ${read.toString()}`);
    await pause(5);
  }
}

/** Waits until the call has ended and returns the entry of the call in the carrier's ledger. */
export function waitForEnd(world: World, sid: string) {
  return eventually(() => world.simulator.ledger().calls.find((call) => call.sid === sid && call.endedAt));
}

/** Returns the only item of a list. Fails if the list has no item or several items. */
export function single<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`expected one item, got ${items.length}`);
  return item;
}
