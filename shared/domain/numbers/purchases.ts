/**
 * Buys phone numbers from the carrier, each at most once. The carrier has no idempotency key, so one worker claims the
 * purchase and sends one request. If the carrier's reply is lost, the carrier's list of the account's numbers shows
 * later whether the request succeeded.
 *
 * States of a purchase:
 * - `reserved`: no request was sent yet. While the purchase is open, no other tenant can get the phone number.
 * - `buying`: a worker has claimed the purchase and sends the request.
 * - `unknown`: the carrier's reply was lost.
 * - `bought`, `failed`: the purchase has ended.
 * - `lost`: the purchase has ended. The carrier's reply was lost, and the phone number did not appear in the carrier's
 *   list in time. The next purchase of the same phone number checks the list again.
 */
import type { CarrierNumber } from '../../clients/twilio-numbers.ts';
import type { Context } from '../../context.ts';
import { OutsideError, requireFound } from '../../errors.ts';
import type { Result } from '../../jobs.ts';
import { standingProblem } from '../../rules/accounts/standing.ts';
import { DOLLARS_PER_NUMBER } from '../../rules/values/carrier-prices.ts';
import { toCapabilities } from '../../rules/numbers/capabilities.ts';
import { transaction } from '../../transaction.ts';
import { insertSpend } from '../../../sql/accounts/limits.ts';
import { findStanding } from '../../../sql/accounts/tenants.ts';
import type { Key } from '../../../sql/db.ts';
import {
  claimPurchase,
  completePurchase,
  endPurchase,
  insertPurchase,
  lostPurchases,
  markPurchaseUnknown,
  purchaseById,
  purchaseByKey,
  type PurchaseAges,
  type PurchaseFields,
  type PurchaseRow,
  releasePurchaseClaim,
} from '../../../sql/numbers/purchases.ts';
import { phoneNumberByKey, type PhoneNumberRow } from '../../../sql/numbers/phone-numbers.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { assertTenantActive } from '../accounts/standing.ts';
import { carrierSettings, storeCarrierState } from './carrier-sync.ts';
import { assertCallUrls, callUrlProblem } from './call-urls.ts';
import { assertNumberPurchasable, assertNumberRoom } from './ownership.ts';

/**
 * If the carrier cannot be reached for this long, the purchase fails, because the user no longer waits. Seconds of
 * product time (the product's clock).
 */
const RESERVED_SECONDS_MAX = 600;

/** The reply to a purchase request counts as lost after the timeout of the carrier client times this factor. */
const LOST_TIMEOUT_FACTOR = 1.5;

/** A bought phone number appears in the carrier's list within this time. Seconds of product time. */
const LIST_LAG_SECONDS = 60;

/**
 * The carrier's clock and the product's clock may differ by this many milliseconds. In addition, the carrier's times
 * have whole seconds.
 */
const CLOCK_SKEW_MS = 5_000;

/** A purchase and its phone number. `number` is undefined until the phone number is bought. */
export type PurchaseWithNumber = { purchase: PurchaseRow; number: PhoneNumberRow | undefined };

/**
 * Reserves a phone number, so that no other tenant can get the number, and buys the number. The job `number.purchase`
 * is enqueued in the same transaction, so the purchase continues after a crash. While the user waits, a second job
 * `number.purchase` runs at once.
 *
 * @param timeoutMs how long to wait for the end of the purchase, in milliseconds of real time; 0 to return at once
 * @returns the purchase as it is when the purchase ends or the wait is over
 * @throws DomainError `validation_failed` if the tenant may not choose one of the URLs
 * @throws DomainError `forbidden` if the tenant is not active
 * @throws DomainError `conflict` if any tenant has the phone number or is buying the phone number
 */
export async function purchaseNumber(
  ctx: Context,
  actor: Actor,
  input: PurchaseFields,
  timeoutMs: number,
): Promise<PurchaseWithNumber> {
  const { tenantId } = authorize(actor, 'numbers.purchase');
  assertCallUrls(ctx, input);
  const { id } = await transaction(ctx, async (tx) => {
    await assertTenantActive(tx.sql, tenantId);
    await assertNumberPurchasable(tx.sql, tenantId, input.phoneNumber);
    await assertNumberRoom(ctx, tx.sql, tenantId, DOLLARS_PER_NUMBER);
    const purchase = await insertPurchase(tx.sql, tenantId, actor.userId, input);
    const delayMs = timeoutMs * ctx.clock.speed;
    const options = { deduplicationKey: String(purchase.id), delayMs };
    await tx.enqueue('number.purchase', { purchaseId: purchase.id }, options);
    return purchase;
  });
  if (timeoutMs > 0)
    await ctx.jobRequests.request(ctx, 'number.purchase', { purchaseId: id }, timeoutMs).catch((error: unknown) => {
      ctx.log.warn({ err: error, purchaseId: id }, 'number purchase did not end in time');
    });
  return findPurchase(ctx, actor, { id });
}

export async function findPurchase(ctx: Context, actor: Actor, key: Key): Promise<PurchaseWithNumber> {
  const { tenantId } = authorize(actor, 'numbers.purchase');
  const purchase = requireFound(await purchaseByKey(ctx.sql, tenantId, key), 'Number purchase');
  const { phoneNumberId } = purchase;
  const number = phoneNumberId === null ? undefined : await phoneNumberByKey(ctx.sql, tenantId, { id: phoneNumberId });
  return { purchase, number };
}

/**
 * Buys the phone number if no purchase request was sent yet. Otherwise polls the carrier for the result of the purchase
 * request.
 */
export async function runPurchase(ctx: Context, purchaseId: number): Promise<Result<'number.purchase'>> {
  const purchase = await purchaseById(ctx.sql, purchaseId);
  if (purchase?.status === 'reserved') await buyNumber(ctx, purchase);
  else if (purchase?.status === 'unknown') await pollPurchase(ctx, purchase);
  // Wait `lostAfterSeconds` first, because another worker may still be waiting for the carrier's reply.
  else if (purchase?.status === 'buying' && purchase.sinceUpdateSeconds > lostAfterSeconds(ctx))
    await pollPurchase(ctx, purchase);
  return { status: (await purchaseById(ctx.sql, purchaseId))?.status ?? 'gone' };
}

async function buyNumber(ctx: Context, purchase: PurchaseRow & PurchaseAges): Promise<void> {
  const { id, phoneNumber } = purchase;
  if (purchase.sinceCreationSeconds > RESERVED_SECONDS_MAX)
    return failPurchase(ctx, id, 'The carrier could not be reached, and nothing was bought. Try again.');
  if (await recoverLostPurchase(ctx, purchase)) return;
  const problem = standingProblem(await findStanding(ctx.sql, purchase.tenantId));
  if (problem !== undefined) return failPurchase(ctx, id, problem);
  if (!(await claimPurchase(ctx.sql, id))) return;
  const result = await ctx.carrier.numbers.buy(phoneNumber, purchaseSettings(ctx, purchase));
  switch (result.outcome) {
    case 'bought':
      return registerNumber(ctx, purchase, result.number);
    case 'refused':
      return failPurchase(ctx, id, `The carrier does not sell this number: ${result.message} Search for another one.`);
    case 'not_sent':
      // The job `number.purchase` fails here, and the next attempt of the job claims the purchase again.
      await releasePurchaseClaim(ctx.sql, id);
      throw new OutsideError(`The carrier could not be reached: ${result.message}`);
    case 'unknown': {
      ctx.log.warn({ purchaseId: id, problem: result.message }, 'reply to number purchase lost, number may be bought');
      await markPurchaseUnknown(ctx.sql, id);
      const current = await purchaseById(ctx.sql, id);
      if (current?.status === 'unknown') await pollPurchase(ctx, current);
    }
  }
}

/**
 * Returns the settings of the bought number at the carrier. For each URL that the user did not choose, the URL of this
 * platform is used.
 */
function purchaseSettings(ctx: Context, { friendlyName, voiceUrl, statusCallback }: PurchaseFields) {
  const own = carrierSettings(ctx, { friendlyName });
  // The settings of this installation may have changed since the purchase was requested.
  if (callUrlProblem(ctx.config, { voiceUrl, statusCallback })) return own;
  return { ...own, voiceUrl: voiceUrl ?? own.voiceUrl, statusCallback: statusCallback ?? own.statusCallback };
}

/**
 * Searches the carrier's list for the phone number. If the number is not in the list, the purchase stays open for some
 * time, because the list does not show a bought number at once.
 */
async function pollPurchase(ctx: Context, purchase: PurchaseRow & PurchaseAges): Promise<void> {
  const number = await ctx.carrier.numbers.find(purchase.phoneNumber);
  if (number && isResultOf(purchase, number)) return registerNumber(ctx, purchase, number);
  if (number)
    return failPurchase(
      ctx,
      purchase.id,
      'The carrier account had this number before the purchase. Ask your operator for it.',
    );
  if (purchase.sinceClaimSeconds < lostAfterSeconds(ctx) + LIST_LAG_SECONDS) return;
  const reason =
    'The carrier did not answer and does not list the number, so it was probably not bought. You may try again.';
  ctx.log.warn({ purchaseId: purchase.id }, 'number purchase ended as lost, the carrier does not list the number');
  await endPurchase(ctx.sql, purchase.id, { status: 'lost', reason });
}

/**
 * Checks, before a phone number is bought again, whether an earlier lost purchase of the number has succeeded. If so,
 * completes the lost purchase, fails the new purchase and returns true.
 */
async function recoverLostPurchase(ctx: Context, purchase: PurchaseRow): Promise<boolean> {
  const lost = await lostPurchases(ctx.sql, purchase.phoneNumber);
  if (lost.length === 0) return false;
  const number = await ctx.carrier.numbers.find(purchase.phoneNumber);
  const earlier = number && lost.find((each) => isResultOf(each, number));
  if (!earlier) return false;
  await registerNumber(ctx, earlier, number);
  const reason =
    earlier.tenantId === purchase.tenantId
      ? 'An earlier purchase of this number has succeeded after all, so the number is yours.'
      : 'The carrier does not sell this number any more. Search for another one.';
  await failPurchase(ctx, purchase.id, reason);
  return true;
}

/**
 * Whether the carrier account got the number by the purchase. False if the carrier account had the number before the
 * purchase was claimed.
 */
function isResultOf({ claimedAt }: PurchaseRow, number: CarrierNumber): boolean {
  return claimedAt !== null && number.dateCreated.getTime() >= claimedAt.getTime() - CLOCK_SKEW_MS;
}

/** Completes the purchase, and registers the bought number for its tenant. */
async function registerNumber(ctx: Context, purchase: PurchaseRow, number: CarrierNumber): Promise<void> {
  const phoneNumberId = await completePurchase(ctx.sql, purchase, {
    sid: number.sid,
    friendlyName: purchase.friendlyName ?? number.friendlyName,
    capabilities: toCapabilities(number.capabilities),
  });
  if (phoneNumberId !== null) {
    const { tenantId, friendlyName } = purchase;
    await storeCarrierState(ctx, { id: phoneNumberId, tenantId, poolId: null, friendlyName }, number);
    return insertSpend(ctx.sql, tenantId, DOLLARS_PER_NUMBER);
  }
  const current = await purchaseById(ctx.sql, purchase.id);
  if (current?.status === 'bought') return;
  ctx.log.error(
    { purchaseId: purchase.id, sid: number.sid },
    'bought number not registered, another tenant has registered it',
  );
  await failPurchase(ctx, purchase.id, 'Another account has registered this number meanwhile. Ask your operator.');
}

async function failPurchase(ctx: Context, id: number, reason: string): Promise<void> {
  await endPurchase(ctx.sql, id, { status: 'failed', reason });
}

/** Returns the time after which the reply to a purchase request counts as lost. Seconds of product time. */
function lostAfterSeconds({ config, clock }: Context): number {
  return LOST_TIMEOUT_FACTOR * (config.twilio.timeoutMs / 1000) * Math.max(1, clock.speed);
}
