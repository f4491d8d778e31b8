/** Jobs about auctions, and the results and values of inbound calls. */
import { z } from 'zod';
import { confirmationResult, targetTestResult } from '../rules/rtb/job-results.ts';
import { id, type JobDefinition, noPayload } from './definition.ts';

export const ROUTING_JOBS = {
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
      /** The attempt as which the worker connects the call to the winner. Without it, the worker only claims the award. */
      attempt: z.number().optional(),
    }),
    result: z.object({
      award: z
        .object({
          targetId: id,
          destination: z.string(),
          bidMicros: id,
          currency: z.string(),
          conversionSeconds: z.number().nullable(),
          /** The attempt as which the call is connected to the destination; absent if the call is not connected yet. */
          attempt: z.number().optional(),
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
  // Asks the winner of an auction to confirm its bid (two-step accept). A caller waits, so there is no second attempt.
  'award.confirm': {
    queue: 'auctions',
    payload: z.object({
      tenantId: id,
      callId: id,
      awardId: id,
      rtbId: z.string().nullable(),
      /** Until when the caller waits, in Unix milliseconds of real time. */
      deadlineAtMs: z.number(),
    }),
    result: confirmationResult,
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
      /** Whether a valid bid is also confirmed, if the target needs a confirmation. */
      confirm: z.boolean().default(false),
    }),
    result: targetTestResult,
    hasPersonalData: true,
    attempts: 1,
    backoffMs: 0,
  },
  // Asks the carrier for the result of the last `<Dial>` attempt if the callback with the result was lost.
  'dial.reconcile': { queue: 'reconcile', payload: z.object({ callId: id }), attempts: 10, backoffMs: 2_000 },
  // Computes the value of an inbound call that has ended. Before the job runs, the call still counts as a concurrent
  // call of the bidder. So the job `call.value` must not wait behind jobs that wait for the carrier. The job is one
  // small database transaction, like the job `call.event`.
  'call.value': { queue: 'events', payload: z.object({ callId: id }), attempts: 10, backoffMs: 1_000, isSwept: true },
  // Finds inbound calls about which no report was kept, because no store was there.
  'inbound.reconcile': {
    queue: 'reconcile',
    payload: noPayload,
    attempts: 1,
    backoffMs: 0,
    everyMs: 60_000,
    deadlineSeconds: 300,
  },
} satisfies Record<string, JobDefinition>;
