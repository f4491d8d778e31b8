/** A simulator on a fast clock, the real SDK pointed at it, and a receiver for its webhooks. */
import { setTimeout as pause } from 'node:timers/promises';
import twilio from 'twilio';
import { Clock } from '../../../shared/clock.ts';
import { type SimulatorOptions, type Simulator, startSimulator } from '../../../scripts/simulator/server.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'test-token' };
const speed = 100;
/** Real time; long enough for a loaded machine, far longer than any test waits. */
const waitMsMax = 8_000;

export type World = AsyncDisposable & {
  simulator: Simulator;
  client: ReturnType<typeof twilio>;
  app: Receiver;
  clock: Clock;
  logLines: string[];
};

export async function startWorld(options: Partial<SimulatorOptions> = {}): Promise<World> {
  const app = await startReceiver(account.authToken);
  const clock = options.clock ?? new Clock({ realMs: Date.now(), productMs: Date.now(), speed });
  const logged: string[] = [];
  const simulator = await startSimulator({
    ...account,
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

export function clientOf(url: string, authToken = account.authToken, timeout = 5_000): ReturnType<typeof twilio> {
  const client = twilio(account.accountSid, authToken, { autoRetry: false, timeout });
  client.api.baseUrl = url;
  return client;
}

/** Polls until `read` gives something, in real time. */
export async function eventually<T>(
  read: () => T | undefined | null | false | Promise<T | undefined | null | false>,
): Promise<T> {
  const deadlineMs = Date.now() + waitMsMax;
  while (true) {
    const value = await read();
    if (value) return value;
    if (Date.now() > deadlineMs) throw new Error(`nothing within ${waitMsMax} ms: ${read.toString()}`);
    await pause(5);
  }
}

/** The ledger's entry of a call, once it has ended. */
export function waitForEnd(world: World, sid: string) {
  return eventually(() => world.simulator.ledger().calls.find((call) => call.sid === sid && call.endedAt));
}

export function single<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`expected one item, got ${items.length}`);
  return item;
}
