/**
 * The faults that a run can inject. A fault begins with `begin`, which returns how the fault ends. `draw` is a random
 * number from the plan, which chooses for example the process.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRuleInput } from '../simulator/faults.ts';
import { pick } from './draw.ts';
import { APIS, PROCESSES, type ProcessName, type Store, WORKERS, endConnections, type World } from './world.ts';
import type { Wire } from './wire.ts';

export type Fault = {
  /** What fails. Two faults of one thing never overlap. */
  on: 'processes' | 'postgres' | 'redis' | 'carrier';
  /** Length of the fault, drawn between two numbers. Seconds of real time. 0 for a fault of a moment. */
  seconds: readonly [number, number];
  /** Whether the fault stops one process only, so that the other processes must go on without a pause. */
  single?: true;
  begin(world: World, draw: number): Promise<End>;
};
type End = () => void | Promise<void>;

const MOMENT = [0, 0] as const;
const done: End = () => {};

/** Kills processes. The supervisor starts them again. */
const kills = (choose: (draw: number) => readonly ProcessName[], single?: true): Fault => ({
  on: 'processes',
  seconds: MOMENT,
  ...(single && { single }),
  begin: async (world, draw) => {
    for (const name of choose(draw)) world.kill(name);
    return done;
  },
});

/** Kills the API process that gets a webhook, some milliseconds later. */
const killsAt = (path: string): Fault => ({
  on: 'processes',
  seconds: [8, 8],
  single: true,
  begin: async (world, draw) => {
    world.onForward = (request, name) => {
      if (!request.path.includes(path)) return;
      world.onForward = undefined;
      setTimeout(() => world.kill(name), Math.floor(draw * 60));
    };
    return () => void (world.onForward = undefined);
  },
});

const freezes = (names: readonly ProcessName[], seconds: readonly [number, number]): Fault => ({
  on: 'processes',
  seconds,
  single: true,
  begin: async (world, draw) => {
    const name = pick(names, draw);
    world.freeze(name);
    return () => world.thaw(name);
  },
});

const restarts = (names: readonly ProcessName[]): Fault => ({
  on: 'processes',
  seconds: MOMENT,
  single: true,
  begin: async (world, draw) => {
    const name = pick(names, draw);
    const other = names.find((each) => each !== name)!;
    // A rolling restart waits for the other process.
    await world.untilReady(other);
    await world.restart(name);
    return done;
  },
});

type WireFault = { seconds: readonly [number, number]; on: Store; single?: true };

/** Lets the wires of all processes fail, or of one process if `single`. */
const breaks = (
  { single, ...fault }: WireFault,
  begin: (wire: Wire) => void | Promise<void>,
  end: (wire: Wire) => void | Promise<void>,
): Fault => ({
  ...fault,
  ...(single && { single }),
  begin: async (world, draw) => {
    const wires = world.wires(fault.on, single ? [pick(PROCESSES, draw)] : PROCESSES);
    await Promise.all(wires.map(async (wire) => begin(wire)));
    return async () => void (await Promise.all(wires.map(async (wire) => end(wire))));
  },
});
const cuts = (fault: WireFault) =>
  breaks(
    fault,
    (wire) => wire.cut(),
    (wire) => wire.restore(),
  );
const swallows = (fault: WireFault) =>
  breaks(
    fault,
    (wire) => wire.swallow(),
    async (wire) => {
      await wire.cut();
      await wire.restore();
    },
  );
const slows = (fault: WireFault, delayMs: number) =>
  breaks(
    fault,
    (wire) => wire.slow(delayMs),
    (wire) => wire.slow(0),
  );
const resets = (fault: WireFault) =>
  breaks(
    { ...fault, seconds: MOMENT },
    async (wire) => {
      await wire.cut();
      await wire.restore();
    },
    done,
  );

/** Lets the carrier fail. */
const carrierFails = (...rules: FaultRuleInput[]): Fault => ({
  on: 'carrier',
  seconds: [4, 15],
  begin: async ({ simulator }) => {
    await simulator.addFaults(rules);
    return () => simulator.clearFaults();
  },
});
type RestEffect = Extract<FaultRuleInput, { on: 'rest' }>['effect'];
type WebhookRule = Omit<Extract<FaultRuleInput, { on: 'webhook' }>, 'on'>;
const rest = (effect: RestEffect, probability = 0.7) => carrierFails({ on: 'rest', probability, effect });
const create = (effect: RestEffect, probability = 0.5) =>
  carrierFails({ on: 'rest', operation: 'calls.create', probability, effect });
const webhooks = (rule: WebhookRule) => carrierFails({ on: 'webhook', probability: 0.5, ...rule });

const server = (name: 'postgres' | 'redis', world: World) => world.running.services[name]!;

const killsServer = (on: 'postgres' | 'redis', seconds: readonly [number, number]): Fault => ({
  on,
  seconds,
  begin: async (world) => {
    await server(on, world).kill();
    return () => server(on, world).start();
  },
});

/** Sends the last webhooks of the carrier again, in bursts, as an attacker or a proxy does. */
async function replayWebhooks(world: World, draw: number): Promise<void> {
  const from = Math.floor(draw * world.webhooks.length);
  const some = world.webhooks.slice(from, from + 40);
  await Promise.all(
    some.map(async ({ method, path, headers, body }) => {
      const { 'x-twilio-signature': signature = '', 'content-type': type = '' } = headers;
      await fetch(`${world.running.apiUrl}${path}`, {
        method,
        headers: { 'x-twilio-signature': signature, ...(type && { 'content-type': type }) },
        ...(method === 'POST' && { body: new Uint8Array(body) }),
        signal: AbortSignal.timeout(15_000),
      }).catch(() => {});
    }),
  );
}

/** Holds locks on rows that each call needs, as a stuck migration or a person with a console does. */
async function lockHotRows(world: World, draw: number): Promise<End> {
  const locked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const table = pick(['campaigns', 'agents', 'rtb_targets'], draw);
  const holding = world.sql
    .begin(async (sql) => {
      await sql`select id from ${sql(table)} for update`;
      await sql`set local idle_in_transaction_session_timeout = 0`;
      locked.resolve();
      await released.promise;
    })
    .catch(() => locked.resolve());
  await locked.promise;
  return async () => {
    released.resolve();
    await holding;
  };
}

const postgres = (seconds: readonly [number, number], single?: true): WireFault => ({
  on: 'postgres',
  seconds,
  ...(single && { single }),
});
const redis = (seconds: readonly [number, number], single?: true): WireFault => ({
  on: 'redis',
  seconds,
  ...(single && { single }),
});

export const FAULTS = {
  'kill-api': kills((draw) => [pick(APIS, draw)], true),
  'kill-worker': kills((draw) => [pick(WORKERS, draw)], true),
  'kill-both-workers': kills(() => WORKERS),
  'kill-all': kills(() => PROCESSES),
  'kill-at-voice': killsAt('/webhooks/voice'),
  'kill-at-answer': killsAt('/twilio/answer'),
  'kill-at-agent-answer': killsAt('/twilio/agent-answer'),
  'kill-at-dial-result': killsAt('/twilio/dial-result'),
  'freeze-api': freezes(APIS, [3, 12]),
  'freeze-worker': freezes(WORKERS, [5, 45]),
  'restart-api': restarts(APIS),
  'restart-worker': restarts(WORKERS),

  'postgres-kill': killsServer('postgres', [0, 8]),
  'postgres-cut': cuts(postgres([2, 12])),
  'postgres-cut-one': cuts(postgres([2, 15], true)),
  'postgres-hang': swallows(postgres([2, 12])),
  'postgres-hang-one': swallows(postgres([4, 30], true)),
  // The old connections hang and new ones work, as after the failover of a cloud. They hang until the process notices.
  // Postgres ends its side of them after 11 seconds without an answer (`tcp_keepalives_idle` and the like in `sql/db.ts`).
  'postgres-old-connections': breaks(
    postgres([11, 11]),
    (wire) => wire.freeze(),
    (wire) => wire.endFrozen(),
  ),
  'postgres-reset': resets(postgres(MOMENT)),
  'postgres-slow': slows(postgres([4, 12]), 80),
  'postgres-lost-commit': breaks(
    postgres([6, 6]),
    (wire) => wire.breakAt('commit', 3, 'reply'),
    (wire) => wire.breakAt('commit', Infinity, 'reply'),
  ),
  'postgres-backends': {
    on: 'postgres',
    seconds: MOMENT,
    begin: async ({ superuser }) => {
      await endConnections(superuser);
      return done;
    },
  },
  'postgres-locked-rows': { on: 'postgres', seconds: [3, 9], begin: lockHotRows },

  'redis-kill': killsServer('redis', [0, 8]),
  'redis-flush': {
    on: 'redis',
    seconds: MOMENT,
    begin: async (world) => {
      await world.redis.flushall();
      return done;
    },
  },
  'redis-freeze': {
    on: 'redis',
    seconds: [3, 20],
    begin: async (world) => {
      const pid = server('redis', world).pid!;
      process.kill(pid, 'SIGSTOP');
      return () => void process.kill(pid, 'SIGCONT');
    },
  },
  'redis-full': {
    on: 'redis',
    seconds: [3, 10],
    begin: async (world) => {
      await world.redis.config('SET', 'maxmemory', '1');
      return async () => void (await world.redis.config('SET', 'maxmemory', '0'));
    },
  },
  'redis-reset': resets(redis(MOMENT)),
  'redis-cut-one': cuts(redis([3, 20], true)),
  'redis-hang-one': swallows(redis([4, 25], true)),
  'redis-slow': slows(redis([4, 12]), 80),

  'carrier-cut': cuts({ on: 'carrier', seconds: [3, 12] }),
  'carrier-hang': swallows({ on: 'carrier', seconds: [3, 12] }),
  'carrier-hang-one': swallows({ on: 'carrier', seconds: [3, 20], single: true }),
  'carrier-429': rest({ type: 'too-many-requests', retryAfterSeconds: 1 }),
  'carrier-401': rest({ type: 'error', status: 401, code: 20003 }, 0.3),
  'carrier-5xx': rest({ type: 'error', status: 503, html: true }),
  'carrier-5xx-after': create({ type: 'error', status: 502, html: true, when: 'after' }),
  'carrier-reset': rest({ type: 'reset' }),
  'carrier-reset-after': create({ type: 'reset', when: 'after' }),
  'carrier-no-reply': create({ type: 'no-reply' }),
  'carrier-late-reply': create({ type: 'reply-after-webhook' }),
  'carrier-lag': carrierFails(
    { on: 'rest', operation: 'calls.list', effect: { type: 'lag', lagMs: 30_000 } },
    { on: 'rest', operation: 'calls.create', probability: 0.4, effect: { type: 'no-reply' } },
  ),
  'webhook-duplicate': webhooks({ effect: { type: 'duplicate', copies: 3, concurrent: true } }),
  'webhook-duplicate-later': webhooks({ effect: { type: 'duplicate', copies: 2, sameToken: false } }),
  'webhook-reorder': webhooks({ kind: 'status', effect: { type: 'reorder' } }),
  'webhook-drop': webhooks({ kind: 'status', effect: { type: 'drop' } }),
  'webhook-drop-recording': webhooks({ kind: 'recording', effect: { type: 'drop' } }),
  'webhook-drop-conference': webhooks({ kind: 'conference', effect: { type: 'drop' } }),
  'webhook-drop-twiml': webhooks({ kind: 'voice', probability: 0.2, effect: { type: 'drop' } }),
  'webhook-delay': webhooks({ kind: 'status', effect: { type: 'delay', delayMs: 40_000 } }),
  'webhook-forged': webhooks({ kind: 'status', probability: 0.3, effect: { type: 'wrong-signature' } }),
  'webhook-replay': {
    on: 'carrier',
    seconds: MOMENT,
    begin: async (world, draw) => {
      await replayWebhooks(world, draw);
      await sleep(500);
      await replayWebhooks(world, draw);
      return done;
    },
  },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];
