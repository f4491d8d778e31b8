/**
 * The registry of all background jobs: the queue, payload and retry policy of each kind. The handlers are in
 * `workers/handlers.ts`.
 *
 * A kind that was released must never be renamed, because jobs that were enqueued before a deploy run after the deploy.
 * A payload carries ids, not data. A payload field that is added later must be optional, because older jobs do not have
 * it.
 */
import { z } from 'zod';
import { carrierNumber, offeredNumber } from './rules/numbers/carrier-number.ts';
import { NUMBER_TYPES } from './rules/numbers/number-type.ts';

/** The queues. `workers/queue-limits.ts` sets the concurrency and the limits of each queue. */
export const QUEUE_NAMES = [
  'imports',
  'dialer',
  'calls',
  'live-calls',
  'auctions',
  'events',
  'retries',
  'reconcile',
  'integrations',
  'carrier',
  'deliveries',
  'system',
] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

export const isQueueName = (name: string): name is QueueName => (QUEUE_NAMES as readonly string[]).includes(name);

type JobDefinition = {
  queue: QueueName;
  payload: z.ZodType;
  /** The schema of the handler's result. Present if an HTTP request waits for the result of the job. */
  result?: z.ZodType;
  /**
   * Maximum of attempts before the job counts as failed. After a failure, the sweeper finds the unfinished work in
   * Postgres and enqueues a new job.
   */
  attempts: number;
  /**
   * Pause after the first failed attempt, in milliseconds of real time. Each later pause is twice as long as the
   * previous pause.
   */
  backoffMs: number;
  /** Longest pause between two attempts, in milliseconds of real time. */
  backoffMsMax?: number;
  /**
   * Deadline of one attempt, in seconds of real time, if it is not {@link DEADLINE_SECONDS}. At the deadline the attempt
   * fails, even if its handler hangs.
   */
  deadlineSeconds?: number;
  /** Jobs with a lower number run first within their queue. 0 is the highest priority. */
  priority?: number;
  /** Whether the payload may contain phone numbers or names. If so, a failed job is kept for a shorter time. */
  hasPersonalData?: true;
  /** Interval of a job that runs on a schedule, in milliseconds of product time (the product's clock). */
  everyMs?: number;
};

/** The usual deadline of an attempt. A request to the carrier takes at most 10 seconds. Seconds of real time. */
export const DEADLINE_SECONDS = 60;

/** The deadline of jobs that take long and continue where the attempt before stopped. Seconds of real time. */
const LONG_DEADLINE_SECONDS = 4 * 3_600;
const LONG_JOB = { attempts: 5, backoffMs: 1_000, deadlineSeconds: LONG_DEADLINE_SECONDS };

const id = z.number().int().positive();
const noPayload = z.object({});

export const JOBS = {
  'leads.import': {
    queue: 'imports',
    payload: z.object({ importId: id }),
    result: z.object({ status: z.enum(['completed', 'failed']) }),
    attempts: 20,
    backoffMs: 1_000,
    deadlineSeconds: LONG_DEADLINE_SECONDS,
  },

  'dialer.tick': {
    queue: 'dialer',
    payload: noPayload,
    attempts: 1,
    backoffMs: 0,
    everyMs: 1_000,
    deadlineSeconds: 10,
  },
  // Completes campaigns whose list or schedule is at its end. It is no part of the tick, so that it cannot delay the tick.
  'campaigns.complete': { queue: 'dialer', payload: noPayload, attempts: 1, backoffMs: 0, everyMs: 2_000 },
  'campaign.tick': {
    queue: 'dialer',
    payload: z.object({ campaignId: id }),
    attempts: 1,
    backoffMs: 0,
    deadlineSeconds: 10,
  },

  // The job `agent.ring` has a higher priority than the job `call.place`, because a person already waits for the agent.
  'agent.ring': { queue: 'calls', payload: z.object({ legId: id }), attempts: 5, backoffMs: 200, priority: 1 },
  'call.hangup': { queue: 'live-calls', payload: z.object({ callId: id }), attempts: 8, backoffMs: 500, priority: 1 },
  'agent.park': { queue: 'calls', payload: z.object({ parkedLegId: id }), attempts: 5, backoffMs: 500, priority: 5 },
  // Takes a called person or machine out of the conference. Then plays the abandonment message to the person, connects
  // the person with the next agent, or leaves a voicemail message on the machine.
  'call.redirect': {
    queue: 'live-calls',
    payload: z.object({ callId: id, to: z.enum(['abandon', 'voicemail', 'nextAgent', 'transfer']) }),
    // The person waits in silence, and the law wants the message within two seconds. So the pause stays short, and the
    // job tries for a minute.
    attempts: 60,
    backoffMs: 200,
    backoffMsMax: 1_000,
    priority: 1,
  },
  // Brings the conference at the carrier in line with what agents and supervisors want: hold, mute, recording.
  'conversation.sync': { queue: 'live-calls', payload: z.object({ callId: id }), attempts: 8, backoffMs: 200 },
  // Plays the tones of keys at most once: an agent presses a key again, but cannot take back a key that came twice.
  'conversation.digits': { queue: 'live-calls', payload: z.object({ callId: id }), attempts: 1, backoffMs: 0 },
  // Moves a guest, or an agent who is consulted, to the conference where the conversation goes on.
  'leg.redirect': { queue: 'live-calls', payload: z.object({ legId: id }), attempts: 8, backoffMs: 200 },
  // Tells the carrier how a supervisor takes part, or hangs up a guest.
  'guest.sync': {
    queue: 'live-calls',
    payload: z.object({ legId: id, hangUp: z.boolean().default(false) }),
    attempts: 8,
    backoffMs: 200,
  },
  'call.place': { queue: 'calls', payload: z.object({ callId: id }), attempts: 5, backoffMs: 1_000, priority: 10 },

  // Runs an auction. The auction runs at once or not at all, because a caller waits. The payload contains the data
  // itself, because the data is stored nowhere else.
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
      /** Start of the call, in Unix milliseconds of product time. */
      callStartMs: z.number(),
      /** Deadline of the auction, in Unix milliseconds of real time, because bidders do not use the product's clock. */
      deadlineAtMs: z.number(),
      /** The target that alone is asked, or that is not asked, because it had an earlier call of the caller. */
      targetFilter: z.object({ only: id, except: id }).partial().default({}),
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
      /** The bidders that were not asked, because their currency has no exchange rate to the currency of the auction. */
      unrated: z
        .object({ currency: z.string(), bidders: z.array(z.object({ targetId: id, currency: z.string() })) })
        .optional(),
    }),
    hasPersonalData: true,
    attempts: 1,
    backoffMs: 0,
  },
  // Pings a target, because a user tests the target.
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
    hasPersonalData: true,
    attempts: 1,
    backoffMs: 0,
  },

  // Applies a callback of the carrier. The payload contains the callback itself, because the carrier keeps no copy that
  // could be fetched by id. If the callback names our call, the payload has no phone numbers and names.
  'call.event': {
    queue: 'events',
    payload: z.object({
      source: z.enum([
        'status',
        'amd',
        'conference',
        'recording',
        'opt-out',
        'parked-leg-status',
        'parked-leg-conference',
      ]),
      callUuid: z.string().optional(),
      legUuid: z.string().optional(),
      parkedLegUuid: z.string().optional(),
      params: z.record(z.string(), z.string()),
      /** Time when the callback arrived, in Unix milliseconds of product time. */
      receivedAtMs: z.number(),
    }),
    hasPersonalData: true,
    attempts: 12,
    backoffMs: 500,
  },
  // Computes the value of an inbound call that has ended. Before the job runs, the call still counts as a concurrent
  // call of the bidder. So the job `call.value` must not wait behind jobs that wait for the carrier. The job is one
  // small database transaction, like the job `call.event`.
  'call.value': { queue: 'events', payload: z.object({ callId: id }), attempts: 10, backoffMs: 1_000 },
  // Starts the syncs of the tenant's CRM platforms when a call has ended and its value is stored. The job only writes to
  // Postgres. If the job is lost, `integrations.tick` finds the call.
  'integration.calls': { queue: 'events', payload: z.object({ tenantId: id }), attempts: 5, backoffMs: 1_000 },

  'retry.schedule': { queue: 'retries', payload: z.object({ callId: id }), attempts: 10, backoffMs: 1_000 },
  // Makes the leads due that the hours or the retry delay of a campaign held, because the setting has changed.
  'leads.release': {
    queue: 'retries',
    payload: z.object({ tenantId: id, campaignId: id }),
    attempts: 10,
    backoffMs: 1_000,
    deadlineSeconds: 600,
  },

  // Makes finished leads of a campaign due again. A run that is interrupted continues where it stopped.
  'leads.recycle': { queue: 'imports', payload: z.object({ recycleId: id }), ...LONG_JOB },

  // Erases the data of a person. The job does nothing while the erasure waits, and the sweeper enqueues it again.
  'person.erase': {
    queue: 'reconcile',
    payload: z.object({ erasureId: id }),
    attempts: 5,
    backoffMs: 2_000,
    deadlineSeconds: LONG_DEADLINE_SECONDS,
  },
  'recording.delete': { queue: 'reconcile', payload: z.object({ recordingId: id }), attempts: 8, backoffMs: 2_000 },

  'agents.unpark': { queue: 'reconcile', payload: noPayload, attempts: 1, backoffMs: 0, everyMs: 5_000 },
  'parked-legs.price': { queue: 'reconcile', payload: noPayload, attempts: 1, backoffMs: 0, everyMs: 10_000 },
  'recording.reconcile': { queue: 'reconcile', payload: z.object({ callId: id }), attempts: 10, backoffMs: 2_000 },
  'cost.reconcile': {
    queue: 'reconcile',
    payload: z.object({ callId: id, poll: z.number().int().min(0).default(0) }),
    attempts: 10,
    backoffMs: 2_000,
  },
  // Asks the carrier for the result of the last `<Dial>` attempt if the callback with the result was lost.
  'dial.reconcile': { queue: 'reconcile', payload: z.object({ callId: id }), attempts: 10, backoffMs: 2_000 },
  'calls.poll': {
    queue: 'reconcile',
    payload: noPayload,
    attempts: 1,
    backoffMs: 0,
    everyMs: 15_000,
    deadlineSeconds: 300,
  },

  // Sends calls to a CRM platform. If the last attempt of the job fails, the sweeper enqueues a new job for the
  // remaining calls.
  'integration.sync': { queue: 'integrations', payload: z.object({ syncId: id }), ...LONG_JOB },
  'integrations.tick': { queue: 'integrations', payload: noPayload, attempts: 1, backoffMs: 0, everyMs: 3_600_000 },

  // Requests to the carrier for which an API client waits. `problem` is the carrier's error message for the API client.
  'numbers.search': {
    queue: 'carrier',
    payload: z.object({
      isoCountry: z.string(),
      type: z.enum(NUMBER_TYPES),
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
    payload: noPayload,
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
  /** Finds a number by its digits: one of the carrier account, or one that is verified as a caller ID of the account. */
  'carrier.number': {
    queue: 'carrier',
    payload: z.object({ phoneNumber: z.string() }),
    result: z.object({ number: z.object({ sid: z.string() }).nullable(), isVerified: z.boolean() }),
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
  // Buys a phone number at most once, even if a reply of the carrier is lost. A second run of the job only checks the
  // state of the purchase.
  'number.purchase': {
    queue: 'carrier',
    payload: z.object({ purchaseId: id }),
    result: z.object({ status: z.string() }),
    attempts: 5,
    backoffMs: 1_000,
  },
  // Syncs a phone number to the carrier: sets the number's webhook URLs, or releases the number.
  'number.sync': { queue: 'carrier', payload: z.object({ numberId: id }), attempts: 8, backoffMs: 1_000 },

  // Makes one attempt to send a webhook delivery. The database row of the delivery counts the attempts.
  'webhook.deliver': { queue: 'deliveries', payload: z.object({ deliveryId: id }), attempts: 3, backoffMs: 1_000 },

  // Adds ended calls to the hourly sums that statistics read.
  'statistics.update': {
    queue: 'system',
    payload: noPayload,
    attempts: 1,
    backoffMs: 0,
    everyMs: 60_000,
    deadlineSeconds: 600,
  },
  'health.sample': { queue: 'system', payload: noPayload, attempts: 1, backoffMs: 0, everyMs: 30_000 },
  'system.sweep': {
    queue: 'system',
    payload: noPayload,
    attempts: 1,
    backoffMs: 0,
    everyMs: 5_000,
    deadlineSeconds: 300,
  },
} satisfies Record<string, JobDefinition>;

export type JobKind = keyof typeof JOBS;
export type Payload<K extends JobKind> = z.output<(typeof JOBS)[K]['payload']>;
export type PayloadInput<K extends JobKind> = z.input<(typeof JOBS)[K]['payload']>;
export type Result<K extends JobKind> = (typeof JOBS)[K] extends { result: infer R extends z.ZodType }
  ? z.output<R>
  : void;

export const JOB_KINDS = Object.keys(JOBS) as JobKind[];

export function definitionOf(kind: JobKind): JobDefinition {
  return JOBS[kind];
}

export function isJobKind(kind: string): kind is JobKind {
  return Object.hasOwn(JOBS, kind);
}
