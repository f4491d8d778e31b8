/** Phone numbers as the carrier shows them, in the results of jobs. */
import { z } from 'zod';

const capabilities = z.object({ voice: z.boolean(), sms: z.boolean(), mms: z.boolean(), fax: z.boolean() });
/** A phone number that the carrier offers for sale. */
export const offeredNumber = z.object({
  phoneNumber: z.string(),
  friendlyName: z.string(),
  locality: z.string().nullable(),
  region: z.string().nullable(),
  isoCountry: z.string(),
  capabilities,
});
/** A phone number of the carrier account. */
export const carrierNumber = z.object({
  sid: z.string(),
  phoneNumber: z.string(),
  friendlyName: z.string(),
  voiceUrl: z.string().nullable(),
  statusCallback: z.string().nullable(),
  capabilities,
});
