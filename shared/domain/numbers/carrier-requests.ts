/**
 * Requests to the carrier account that an API client waits for. The API enqueues a job and waits for its result, because
 * only workers speak to the carrier. One account serves all tenants; each tenant sees its own numbers.
 */
import { classifyFailure } from '../../clients/twilio-errors.ts';
import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import type { JobKind, Payload, PayloadInput, Result } from '../../jobs.ts';
import {
  listPhoneNumbers,
  phoneNumberByKey,
  phoneNumberBySid,
  updateFriendlyName,
} from '../../../sql/numbers/phone-numbers.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { findCarrierNumber } from './carrier-sync.ts';

/** Time for the way to a worker and back, added to the timeout of the carrier request. Real ms. */
const REPLY_MARGIN_MS = 1_000;
/** When no worker starts the job within this time, the request fails. Real ms. */
const START_TIMEOUT_MS = 3_000;
/** Numbers of one tenant that are compared with the carrier's list. */
const NUMBERS_MAX = 1_000;

/** @throws DomainError `unavailable` when no result comes in time */
async function requestJob<K extends JobKind>(ctx: Context, kind: K, payload: PayloadInput<K>): Promise<Result<K>> {
  const timeouts = {
    replyTimeoutMs: ctx.config.twilio.timeoutMs + REPLY_MARGIN_MS,
    startTimeoutMs: START_TIMEOUT_MS,
  };
  const result = await ctx.jobRequests.request(ctx, kind, payload, timeouts).catch((error: unknown) => {
    ctx.log.warn({ err: error, kind }, 'request to the carrier failed');
  });
  if (result) return result;
  throw new DomainError('unavailable', 'The carrier did not answer. Try again in a few seconds.');
}

/**
 * Searches the numbers that the carrier offers for sale.
 *
 * @throws DomainError `validation_failed` with the carrier's message, for a country or type that the carrier does not sell
 */
export async function searchNumbers(ctx: Context, actor: Actor, query: PayloadInput<'numbers.search'>) {
  authorize(actor, 'numbers.write');
  const { problem, numbers } = await requestJob(ctx, 'numbers.search', query);
  if (problem !== null) throw invalidField('type', `The carrier has no such numbers: ${problem}`);
  return numbers;
}

export async function getCarrierAccount(ctx: Context, actor: Actor): Promise<Result<'carrier.account'>> {
  authorize(actor, 'numbers.write');
  return requestJob(ctx, 'carrier.account', {});
}

/** The tenant's numbers with their settings at the carrier. */
export async function listCarrierNumbers(ctx: Context, actor: Actor) {
  const { tenantId } = authorize(actor, 'numbers.read');
  return (await requestJob(ctx, 'carrier.numbers', { tenantId })).numbers;
}

/**
 * Changes a number's settings at the carrier only. The next change of the number itself sets them to ours again.
 *
 * @throws DomainError `conflict` with the carrier's message when the carrier refuses the settings
 */
export async function updateCarrierNumber(
  ctx: Context,
  actor: Actor,
  sid: string,
  settings: Omit<PayloadInput<'number.update'>, 'tenantId' | 'numberId'>,
) {
  const { tenantId } = authorize(actor, 'numbers.write');
  const { id: numberId } = requireFound(await phoneNumberBySid(ctx.sql, tenantId, sid), 'Phone number');
  const { problem, number } = await requestJob(ctx, 'number.update', { tenantId, numberId, ...settings });
  if (number) return number;
  throw new DomainError('conflict', problem ?? 'The carrier refused the settings. Check them and try again.');
}

export async function runNumberSearch(
  ctx: Context,
  query: Payload<'numbers.search'>,
): Promise<Result<'numbers.search'>> {
  try {
    return { problem: null, numbers: await ctx.carrier.numbers.search(query) };
  } catch (error) {
    return { problem: refusalMessage(error), numbers: [] };
  }
}

export async function runAccountRequest(ctx: Context): Promise<Result<'carrier.account'>> {
  const { dateCreated, dateUpdated, ...account } = await ctx.carrier.numbers.account();
  return { ...account, dateCreated: dateCreated.toISOString(), dateUpdated: dateUpdated.toISOString() };
}

export async function runNumberListRequest(
  ctx: Context,
  { tenantId }: Payload<'carrier.numbers'>,
): Promise<Result<'carrier.numbers'>> {
  const registered = await listPhoneNumbers(ctx.sql, tenantId, NUMBERS_MAX);
  if (registered.every(({ phoneNumberSid }) => phoneNumberSid === null)) return { numbers: [] };
  // Users type the carrier id, so it may be that of another tenant's number. Only id and digits together identify the number.
  const pairs = new Set(registered.map(({ phoneNumberSid, phoneNumber }) => `${phoneNumberSid} ${phoneNumber}`));
  const carrierNumbers = await ctx.carrier.numbers.list();
  return { numbers: carrierNumbers.filter(({ sid, phoneNumber }) => pairs.has(`${sid} ${phoneNumber}`)) };
}

export async function runNumberUpdate(
  ctx: Context,
  { tenantId, numberId, ...settings }: Payload<'number.update'>,
): Promise<Result<'number.update'>> {
  const number = await phoneNumberByKey(ctx.sql, tenantId, { id: numberId });
  const carrierNumber = number && (await findCarrierNumber(ctx, number));
  if (!carrierNumber) return { problem: 'The carrier account does not have this number.', number: null };
  try {
    const updatedNumber = await ctx.carrier.numbers.update(carrierNumber.sid, settings);
    if (updatedNumber && settings.friendlyName)
      await updateFriendlyName(ctx.sql, tenantId, numberId, updatedNumber.friendlyName);
    return { problem: null, number: updatedNumber ?? null };
  } catch (error) {
    return { problem: refusalMessage(error), number: null };
  }
}

/** The carrier's message when it refused a request. Rethrows any other error. */
function refusalMessage(error: unknown): string {
  const failure = classifyFailure(error);
  if (failure.outcome === 'refused') return failure.message;
  throw error;
}
