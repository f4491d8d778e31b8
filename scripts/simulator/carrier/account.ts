/**
 * What the simulated account may do. The defaults are those of a new account of Twilio that is paid and whose callers are
 * verified. Tests change the account during a run with `controls.setAccount` or `POST /__sim/account`.
 */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';

export const accountSchema = z.strictObject({
  /** A suspended account gets no call placed. Twilio suspends accounts with an empty balance. */
  status: z.enum(['active', 'suspended', 'closed']),
  type: z.enum(['Full', 'Trial']),
  /** Whether the caller ID of a call must be a number of the account or a verified number. */
  ownCallerIdsOnly: z.boolean(),
  /** Numbers of which the owner of the account has proved the ownership. Trial accounts may only call these numbers. */
  verifiedNumbers: z.array(z.string()),
  /** Whether the addresses of callbacks must be reachable from the internet. */
  publicCallbacksOnly: z.boolean(),
  /** The longest time limit of a call that the account may ask for. Twilio allows a day only on request. */
  callSecondsMax: z.number().int().min(1).max(86_400),
  /** How many calls may be live at one time; null for any number. */
  concurrentCallsMax: z.number().int().min(0).nullable(),
  /** How many requests for new calls the API accepts in one second; null for any number. */
  createsPerSecondMax: z.number().min(0.1).nullable(),
  /** The countries that the geographic permissions forbid. */
  forbiddenCountries: z.array(z.string()),
});

export type SimulatedAccount = z.output<typeof accountSchema>;

export const DEFAULT_ACCOUNT: SimulatedAccount = {
  status: 'active',
  type: 'Full',
  ownCallerIdsOnly: true,
  verifiedNumbers: [],
  publicCallbacksOnly: false,
  callSecondsMax: LIMITS.callSecondsMax,
  concurrentCallsMax: null,
  createsPerSecondMax: null,
  forbiddenCountries: [],
};
