/**
 * The registry of all background work: kind → queue, payload, retry policy. Producers import this file, handlers are in
 * `workers/<kind>.ts`. A kind is a permanent wire string: jobs that were enqueued before a deploy are worked after it.
 * Payloads carry ids, not data; a field added later must be optional, because old jobs lack it.
 */
import { z } from 'zod';

/** A queue is worked by the pool of the same name (`workers/pools.ts`). */
export const queueNames = [
  'imports',
  'dialer',
  'calls',
  'auctions',
  'events',
  'retries',
  'reconcile',
  'integrations',
  'carrier',
  'deliveries',
  'system',
] as const;
export type QueueName = (typeof queueNames)[number];

type JobDefinition = {
  queue: QueueName;
  payload: z.ZodType;
  /** What the handler returns, where somebody asks for it. */
  result?: z.ZodType;
  /** Tries before the job is set aside as failed; the sweeper derives the work anew from Postgres. */
  attempts: number;
  /** First pause between tries in ms of real time; doubles each time. */
  backoffMs: number;
  /** Lower goes first within its queue; 0 is before all. */
  priority?: number;
  /** Product ms between runs that nobody asks for. */
  everyMs?: number;
};

const id = z.number().int().positive();
const nothing = z.object({});

/** A number that the carrier offers or that its account has; times travel as text. */
const capabilities = z.object({ voice: z.boolean(), sms: z.boolean(), mms: z.boolean(), fax: z.boolean() });
const offeredNumber = z.object({
  phoneNumber: z.string(),
  friendlyName: z.string(),
  locality: z.string().nullable(),
  region: z.string().nullable(),
  isoCountry: z.string(),
  capabilities,
});
const carrierNumber = z.object({
  sid: z.string(),
  phoneNumber: z.string(),
  friendlyName: z.string(),
  voiceUrl: z.string().nullable(),
  statusCallback: z.string().nullable(),
  capabilities,
});

export const jobs = {
  'leads.import': {
    queue: 'imports',
    payload: z.object({ importId: id }),
    result: z.object({ status: z.enum(['completed', 'failed']) }),
    attempts: 20,
    backoffMs: 1_000,
  },

  'dialer.tick': { queue: 'dialer', payload: nothing, attempts: 1, backoffMs: 0, everyMs: 1_000 },
  'campaign.tick': { queue: 'dialer', payload: z.object({ campaignId: id }), attempts: 1, backoffMs: 0 },

  // An agent's leg goes before any new lead: somebody is already waiting on the line for it.
  'agent.ring': { queue: 'calls', payload: z.object({ legId: id }), attempts: 5, backoffMs: 200, priority: 1 },
  'call.hangup': { queue: 'calls', payload: z.object({ callId: id }), attempts: 8, backoffMs: 500, priority: 1 },
  'agent.park': { queue: 'calls', payload: z.object({ lineId: id }), attempts: 5, backoffMs: 500, priority: 5 },
  'agents.unpark': { queue: 'reconcile', payload: nothing, attempts: 1, backoffMs: 0, everyMs: 5_000 },
  // Takes a person, or a machine, who waits in a conference to what is played to them instead.
  'call.redirect': {
    queue: 'calls',
    payload: z.object({ callId: id, to: z.enum(['abandon', 'voicemail']) }),
    attempts: 3,
    backoffMs: 200,
    priority: 1,
  },
  'call.place': { queue: 'calls', payload: z.object({ callId: id }), attempts: 5, backoffMs: 1_000, priority: 10 },

  // What a webhook reported. The carrier keeps no copy we could fetch by id, so this payload is the data itself.
  'call.event': {
    queue: 'events',
    payload: z.object({
      source: z.enum(['status', 'amd', 'conference', 'recording', 'opt-out', 'line-status', 'line-conference']),
      callUuid: z.string().optional(),
      legUuid: z.string().optional(),
      lineUuid: z.string().optional(),
      params: z.record(z.string(), z.string()),
      /** Product time of arrival. */
      receivedAtMs: z.number(),
    }),
    attempts: 12,
    backoffMs: 500,
  },

  // A caller waits: it is worked at once or not at all. What it works with exists nowhere else for as long as it matters.
  'auction.run': {
    queue: 'auctions',
    payload: z.object({
      tenantId: id,
      callId: id,
      campaignId: id,
      routerId: id,
      requestId: z.string(),
      rtbId: z.string().nullable(),
      callerNumber: z.string(),
      calledNumber: z.string().nullable(),
      /** Product time. */
      callStartMs: z.number(),
      /** Real time: bidders do not run on our clock. */
      deadlineAtMs: z.number(),
    }),
    result: z.object({
      award: z
        .object({
          targetId: id,
          destination: z.string(),
          bidMicros: id,
          currency: z.string(),
          conversionSeconds: z.number().nullable(),
        })
        .nullable(),
    }),
    attempts: 1,
    backoffMs: 0,
  },
  // Somebody tries a target out.
  'target.test': {
    queue: 'auctions',
    payload: z.object({
      tenantId: id,
      targetId: id,
      values: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    }),
    result: z.object({
      reason: z.string().nullable(),
      accepted: z.boolean(),
      bidMicros: z.number().nullable(),
      destination: z.string().nullable(),
      responseMs: z.number(),
    }),
    attempts: 1,
    backoffMs: 0,
  },

  'retry.schedule': { queue: 'retries', payload: z.object({ callId: id }), attempts: 10, backoffMs: 1_000 },

  'recording.reconcile': {
    queue: 'reconcile',
    payload: z.object({ callId: id }),
    attempts: 10,
    backoffMs: 2_000,
  },
  'cost.reconcile': {
    queue: 'reconcile',
    payload: z.object({ callId: id, poll: z.number().int().min(0).default(0) }),
    attempts: 10,
    backoffMs: 2_000,
  },
  // What a call that came in was worth, once it is over. Until then it holds a line of its bidder, so this must not wait
  // behind jobs that wait for the carrier: like an event, it is one small transaction.
  'call.settle': { queue: 'events', payload: z.object({ callId: id }), attempts: 10, backoffMs: 1_000 },
  // How the last try to connect a caller went, where the carrier's word on it was lost.
  'dial.reconcile': { queue: 'reconcile', payload: z.object({ callId: id }), attempts: 10, backoffMs: 2_000 },
  'calls.poll': { queue: 'reconcile', payload: nothing, attempts: 1, backoffMs: 0, everyMs: 15_000 },

  // Keeps the sums that statistics read close to the calls.
  'stats.count': { queue: 'system', payload: nothing, attempts: 1, backoffMs: 0, everyMs: 60_000 },
  'health.sample': { queue: 'system', payload: nothing, attempts: 1, backoffMs: 0, everyMs: 30_000 },
  // What people ask of the carrier's account, and wait for. A problem is for who asked: the carrier's refusal, in words.
  'numbers.search': {
    queue: 'carrier',
    payload: z.object({
      isoCountry: z.string(),
      type: z.enum(['local', 'toll_free', 'mobile']),
      areaCode: z.string().optional(),
      contains: z.string().optional(),
      limit: z.number().int().positive(),
    }),
    result: z.object({ problem: z.string().nullable(), numbers: z.array(offeredNumber) }),
    attempts: 1,
    backoffMs: 0,
  },
  'carrier.account': {
    queue: 'carrier',
    payload: nothing,
    result: z.object({
      accountSid: z.string(),
      friendlyName: z.string(),
      status: z.string(),
      type: z.string(),
      dateCreated: z.string(),
      dateUpdated: z.string(),
    }),
    attempts: 1,
    backoffMs: 0,
  },
  'carrier.numbers': {
    queue: 'carrier',
    payload: z.object({ tenantId: id }),
    result: z.object({ numbers: z.array(carrierNumber) }),
    attempts: 1,
    backoffMs: 0,
  },
  'number.update': {
    queue: 'carrier',
    payload: z.object({
      tenantId: id,
      numberId: id,
      friendlyName: z.string().optional(),
      voiceUrl: z.string().optional(),
      voiceMethod: z.enum(['GET', 'POST']).optional(),
      statusCallback: z.string().optional(),
    }),
    result: z.object({ problem: z.string().nullable(), number: carrierNumber.nullable() }),
    attempts: 1,
    backoffMs: 0,
  },
  // Buys at most once, whatever is lost; a further run only looks what became of it.
  'number.purchase': {
    queue: 'carrier',
    payload: z.object({ purchaseId: id }),
    result: z.object({ status: z.string() }),
    attempts: 5,
    backoffMs: 1_000,
  },
  // Tells the carrier what was decided about a number: where it announces calls, or that it may have it back.
  'number.configure': { queue: 'carrier', payload: z.object({ numberId: id }), attempts: 8, backoffMs: 1_000 },

  // One try; the delivery itself knows how many more there are.
  'webhook.deliver': { queue: 'deliveries', payload: z.object({ deliveryId: id }), attempts: 3, backoffMs: 1_000 },

  // Brings a platform up to date. What is left when it fails for good, the sweeper takes up again.
  'integration.sync': { queue: 'integrations', payload: z.object({ syncId: id }), attempts: 5, backoffMs: 1_000 },
  'integrations.tick': { queue: 'integrations', payload: nothing, attempts: 1, backoffMs: 0, everyMs: 3_600_000 },

  'system.sweep': { queue: 'system', payload: nothing, attempts: 1, backoffMs: 0, everyMs: 5_000 },
} satisfies Record<string, JobDefinition>;

export type JobKind = keyof typeof jobs;
export type Payload<K extends JobKind> = z.output<(typeof jobs)[K]['payload']>;
export type PayloadInput<K extends JobKind> = z.input<(typeof jobs)[K]['payload']>;
export type Result<K extends JobKind> = (typeof jobs)[K] extends { result: infer R extends z.ZodType }
  ? z.output<R>
  : void;

export const jobKinds = Object.keys(jobs) as JobKind[];

export function definitionOf(kind: JobKind): JobDefinition {
  return jobs[kind];
}

export function isJobKind(kind: string): kind is JobKind {
  return Object.hasOwn(jobs, kind);
}
