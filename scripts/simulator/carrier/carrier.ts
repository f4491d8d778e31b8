/** Creates, resets and closes the simulated carrier. */
import { CallEnded } from '../cancellation.ts';
import { createFaultPlan } from '../faults.ts';
import type { OwnedNumber } from '../numbers/state.ts';
import { DEFAULT_MIX, type PersonaMix } from '../personas/personas.ts';
import { DEFAULT_ACCOUNT, type SimulatedAccount } from './account.ts';
import { type CarrierPolicy, DEFAULT_POLICY } from './policy.ts';
import type { Carrier, Log } from './state.ts';

export type CarrierOptions = Pick<Carrier, 'accountSid' | 'authToken' | 'clock'> & {
  seed?: number;
  callsPerSecond?: number;
  mix?: Partial<PersonaMix>;
  policy?: Partial<CarrierPolicy>;
  account?: Partial<SimulatedAccount>;
  numbers?: readonly OwnedNumber[];
  log?: Log;
};

export function createCarrier(options: CarrierOptions): Carrier {
  const seed = options.seed ?? 1;
  const initialNumbers = options.numbers ?? [];
  const initialAccount = { ...DEFAULT_ACCOUNT, ...options.account };
  return {
    accountSid: options.accountSid,
    authToken: options.authToken,
    seed,
    clock: options.clock,
    policy: { ...DEFAULT_POLICY, ...options.policy },
    mix: { ...DEFAULT_MIX, ...options.mix },
    log: options.log ?? (() => {}),
    initialNumbers,
    initialAccount,
    baseUrl: '',
    ...createMemory(seed, options.callsPerSecond ?? 1, initialNumbers),
    account: initialAccount,
    browsers: new Map(),
    tasks: new Set(),
    httpAgents: new Map(),
  };
}

/** Deletes every call, number, behaviour and fault. All activity stops, and webhooks are no longer sent. */
export function resetCarrier(carrier: Carrier): void {
  stopAllActivity(carrier);
  Object.assign(carrier, createMemory(carrier.seed, carrier.dialQueue.callsPerSecond, carrier.initialNumbers), {
    account: carrier.initialAccount,
  });
}

/** Stops all activity of the carrier and waits until every task and connection has ended. */
export async function closeCarrier(carrier: Carrier): Promise<void> {
  stopAllActivity(carrier);
  for (const { socket } of carrier.browsers.values()) socket.terminate();
  await Promise.all([...carrier.httpAgents.values()].map((agent) => agent.destroy()));
  await Promise.all(carrier.tasks);
}

/** Creates the part of the carrier's state that a reset replaces. */
function createMemory(seed: number, callsPerSecond: number, numbers: readonly OwnedNumber[]) {
  return {
    lifetime: new AbortController(),
    createTimesMs: [],
    calls: new Map(),
    conferences: new Map(),
    recordings: new Map(),
    numbers: new Map(numbers.map((number) => [number.sid, { ...number }])),
    attemptsByNumber: new Map(),
    behaviours: [],
    faultPlan: createFaultPlan(seed),
    dialQueue: { callsPerSecond, waiting: [], nextTurnMs: 0, isRunning: false },
    notifications: [],
    webhookCounts: {},
    evictions: 0,
  };
}

function stopAllActivity(carrier: Carrier): void {
  const reason = new CallEnded();
  carrier.lifetime.abort(reason);
  for (const conference of carrier.conferences.values()) conference.callback = null;
  for (const recording of carrier.recordings.values()) recording.callback = null;
  for (const call of carrier.calls.values()) {
    call.farEnd.hangUpTimer?.abort();
    call.lifetime.abort(reason);
    call.instructionsLifetime?.abort(reason);
  }
}
