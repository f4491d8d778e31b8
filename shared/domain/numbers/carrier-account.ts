/**
 * Requests to the carrier account for which an API client waits. The API enqueues a job and waits for the job's result,
 * because only workers send requests to the carrier. One carrier account serves all tenants, but each tenant sees only
 * the tenant's own phone numbers.
 */
import { CarrierError, classifyFailure } from '../../clients/twilio-errors.ts';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import type { JobKind, Payload, PayloadInput, Result } from '../../jobs.ts';
import { definedOnly, isEmpty } from '../../rules/values/defined.ts';
import { transaction } from '../../transaction.ts';
import {
  listPhoneNumbers,
  phoneNumberByKey,
  phoneNumberBySid,
  updateFriendlyName,
} from '../../../sql/numbers/phone-numbers.ts';
import { insertAuditEvent } from '../../../sql/accounts/audit-events.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { assertCallUrls, callUrlProblem } from './call-urls.ts';
import { findCarrierNumber, storeCarrierState } from './carrier-sync.ts';

/**
 * Time for sending a job to a worker and for returning the result, in addition to the timeout of the carrier request.
 * Milliseconds of real time.
 */
const REPLY_MARGIN_MS = 1_000;
/** If no worker starts the job within this time, the API request fails. Milliseconds of real time. */
const START_TIMEOUT_MS = 3_000;
/** Maximum of phone numbers of one tenant that are compared with the carrier's list. */
const NUMBERS_MAX = 1_000;

const NOT_AT_CARRIER = 'The carrier account does not have this number.';

/**
 * Enqueues a job and returns the job's result.
 *
 * @throws DomainError `unavailable` if no result comes in time
 */
export async function requestJob<K extends JobKind>(
  ctx: Context,
  kind: K,
  payload: PayloadInput<K>,
): Promise<Result<K>> {
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

export async function getCarrierAccount(ctx: Context, actor: Actor): Promise<Result<'carrier.account'>> {
  authorize(actor, 'numbers.write');
  return requestJob(ctx, 'carrier.account', {});
}

/** Returns the tenant's phone numbers with the settings that the numbers have at the carrier. */
export async function listCarrierNumbers(ctx: Context, actor: Actor) {
  const { tenantId } = authorize(actor, 'numbers.read');
  return (await requestJob(ctx, 'carrier.numbers', { tenantId })).numbers;
}

/**
 * Returns a phone number of the tenant with the settings that the number has at the carrier.
 *
 * @throws DomainError `conflict` if the carrier account does not have the number
 */
export async function getCarrierNumber(ctx: Context, actor: Actor, sid: string) {
  const { tenantId } = authorize(actor, 'numbers.read');
  requireFound(await phoneNumberBySid(ctx.sql, tenantId, sid), 'Phone number');
  const number = (await listCarrierNumbers(ctx, actor)).find((each) => each.sid === sid);
  if (number) return number;
  throw new DomainError('conflict', NOT_AT_CARRIER);
}

/**
 * Changes the settings of a phone number at the carrier, but not in the database. The next change of the number in the
 * database overwrites the settings at the carrier.
 *
 * @throws DomainError `validation_failed` if the tenant may not choose one of the URLs
 * @throws DomainError `conflict` with the carrier's message if the carrier refuses the settings
 */
export async function updateCarrierNumber(
  ctx: Context,
  actor: Actor,
  sid: string,
  settings: Omit<PayloadInput<'number.update'>, 'tenantId' | 'numberId'>,
) {
  const { tenantId } = authorize(actor, 'numbers.write');
  assertCallUrls(ctx, settings);
  const { id: numberId, uuid } = requireFound(await phoneNumberBySid(ctx.sql, tenantId, sid), 'Phone number');
  if (isEmpty(settings)) return getCarrierNumber(ctx, actor, sid);
  // The event comes before the request, because the carrier may apply settings whose reply is lost.
  await transaction(ctx, ({ sql }) =>
    insertAuditEvent(sql, tenantId, {
      verb: 'updated',
      entity: 'carrier_number',
      id: numberId,
      uuid,
      changes: Object.fromEntries(
        Object.entries(definedOnly(settings)).map(([field, after]) => [field, { before: null, after }]),
      ),
    }),
  );
  const { problem, number } = await requestJob(ctx, 'number.update', { tenantId, numberId, ...settings });
  if (number) return number;
  throw new DomainError('conflict', problem ?? 'The carrier refused the settings. Check them and try again.');
}

export async function runAccountRequest(ctx: Context): Promise<Result<'carrier.account'>> {
  const { dateCreated, dateUpdated, ...account } = await ctx.carrier.numbers.account();
  return { ...account, dateCreated: dateCreated.toISOString(), dateUpdated: dateUpdated.toISOString() };
}

export async function runNumberListRequest(
  ctx: Context,
  { tenantId }: Payload<'carrier.numbers'>,
): Promise<Result<'carrier.numbers'>> {
  const registered = await listPhoneNumbers(ctx.sql, tenantId, { limit: NUMBERS_MAX, offset: 0 });
  if (registered.every(({ phoneNumberSid }) => phoneNumberSid === null)) return { numbers: [] };
  // Users enter the carrier's id (SID) of a phone number, so the SID may belong to another tenant's number. Compare the
  // SID and the digits, because only both together identify the number.
  const pairs = new Set(registered.map(({ phoneNumberSid, phoneNumber }) => `${phoneNumberSid} ${phoneNumber}`));
  const carrierNumbers = await ctx.carrier.numbers.list();
  return { numbers: carrierNumbers.filter(({ sid, phoneNumber }) => pairs.has(`${sid} ${phoneNumber}`)) };
}

export async function runNumberUpdate(
  ctx: Context,
  { tenantId, numberId, ...settings }: Payload<'number.update'>,
): Promise<Result<'number.update'>> {
  const urlProblem = callUrlProblem(ctx.config, settings);
  if (urlProblem) return { problem: urlProblem.message, number: null };
  const number = await phoneNumberByKey(ctx.sql, tenantId, { id: numberId });
  const carrierNumber = number && (await findCarrierNumber(ctx, number));
  if (!carrierNumber) return { problem: NOT_AT_CARRIER, number: null };
  try {
    const updatedNumber = await ctx.carrier.numbers.update(carrierNumber.sid, settings);
    if (updatedNumber && settings.friendlyName)
      await updateFriendlyName(ctx.sql, tenantId, numberId, updatedNumber.friendlyName);
    if (updatedNumber)
      await storeCarrierState(ctx, { ...number, friendlyName: updatedNumber.friendlyName }, updatedNumber);
    return { problem: null, number: updatedNumber ?? null };
  } catch (error) {
    return { problem: refusalMessage(error), number: null };
  }
}

/** Returns the carrier's message if the carrier refused a request. Throws any other error again. */
export function refusalMessage(error: unknown): string {
  const failure = error instanceof CarrierError ? classifyFailure(error) : undefined;
  if (failure?.outcome === 'refused') return failure.message;
  throw error;
}
