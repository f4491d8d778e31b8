/** What the jobs of auctions return to the API, which waits for them. */
import { z } from 'zod';

/** Why a bid is not confirmed; null if it is confirmed. */
export const confirmationResult = z.object({ reason: z.string().nullable() });

const judgedReply = z.object({
  reason: z.string().nullable(),
  bidMicros: z.number().nullable(),
  destination: z.string().nullable(),
  responseMs: z.number(),
});

/** How an auction would judge the reply of a target, and the confirmation if it was tested, too. */
export const targetTestResult = judgedReply.extend({
  accepted: z.boolean(),
  httpStatus: z.number().nullable(),
  confirmation: judgedReply.nullable().default(null),
});
