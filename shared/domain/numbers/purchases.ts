/**
 * Buying numbers, each at most once. The carrier knows no idempotency key, so one guarded step licenses one request; whatever
 * becomes of its answer, the carrier's list of our numbers tells later whether it took effect.
 */
import type { CarrierNumber } from '../../clients/twilio-numbers.ts';
import type { Context } from '../../context.ts';
import { requireFound } from '../../errors.ts';
import type { Result } from '../../jobs.ts';
import { transaction } from '../../transaction.ts';
import type { Key } from '../../../sql/db.ts';
import {
  completePurchase,
  endPurchase,
  insertPurchase,
  claimPurchase,
  lostPurchases,
  markPurchaseUnknown,
  purchaseById,
  purchaseByKey,
  type PurchaseAges,
  type PurchaseFields,
  type PurchaseRow,
  releasePurchaseClaim,
} from '../../../sql/numbers/purchases.ts';
import { type Capability, phoneNumberByKey, type PhoneNumberRow } from '../../../sql/numbers/phone-numbers.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { carrierSettings } from './carrier.ts';
import { assertNumberFree } from './ownership.ts';

/** How long a buyer waits for the number before being told where to ask for it. Real time. */
export const PURCHASE_ANSWER_MS = 10_000;

/** The carrier could not even be reached for this long: whoever wanted the number has given up. Product seconds. */
const RESERVED_SECONDS_MAX = 600;

/** A request that was not answered for this many times as long as the client waits for an answer has lost it. */
const LOST_TIMEOUTS = 1.5;

/** The carrier's list lags behind reality, by less than this: what is not in it by then was not bought. Product seconds. */
const LIST_LAG_SECONDS = 60;

/** The carrier's clock and ours differ a little, and its times have whole seconds. */
const SKEW_MS = 5_000;

export type Bought = { purchase: PurchaseRow; number: PhoneNumberRow | undefined };

/**
 * Reserves the number, which nobody else can then have, and has it bought. The job goes through the outbox in the same
 * transaction, so it happens whatever dies now; while the buyer waits, a worker is asked directly.
 *
 * @param answerMs real ms to wait for the end; 0 to return at once
 * @returns how it stands then; with the number once it is bought
 * @throws DomainError `conflict` when anybody has the number or is buying it
 */
export async function purchaseNumber(
  ctx: Context,
  actor: Actor,
  input: PurchaseFields,
  answerMs = PURCHASE_ANSWER_MS,
): Promise<Bought> {
  const { tenantId } = authorize(actor, 'numbers.purchase');
  const { id } = await transaction(ctx, async (tx) => {
    await assertNumberFree(tx.sql, tenantId, input.phoneNumber);
    const row = await insertPurchase(tx.sql, tenantId, actor.userId, input);
    const delayMs = answerMs * ctx.clock.speed;
    await tx.enqueue('number.purchase', { purchaseId: row.id }, { deduplicationKey: String(row.id), delayMs });
    return row;
  });
  if (answerMs > 0)
    await ctx.jobRequests.request(ctx, 'number.purchase', { purchaseId: id }, answerMs).catch((error: unknown) => {
      ctx.log.warn({ err: error, purchaseId: id }, 'not bought for now');
    });
  return findPurchase(ctx, actor, { id });
}

export async function findPurchase(ctx: Context, actor: Actor, key: Key): Promise<Bought> {
  const { tenantId } = authorize(actor, 'numbers.purchase');
  const purchase = requireFound(await purchaseByKey(ctx.sql, tenantId, key), 'Number purchase');
  const { phoneNumberId } = purchase;
  const number = phoneNumberId === null ? undefined : await phoneNumberByKey(ctx.sql, tenantId, { id: phoneNumberId });
  return { purchase, number };
}

/** Buys, if nobody has asked the carrier to yet, or else looks what became of it. */
export async function runPurchase(ctx: Context, purchaseId: number): Promise<Result<'number.purchase'>> {
  const purchase = await purchaseById(ctx.sql, purchaseId);
  if (purchase?.status === 'reserved') await buy(ctx, purchase);
  else if (purchase?.status === 'unknown') await look(ctx, purchase);
  // Another run may be waiting for the carrier's answer at this moment.
  else if (purchase?.status === 'buying' && purchase.silentSeconds > lostAfterSeconds(ctx)) await look(ctx, purchase);
  return { status: (await purchaseById(ctx.sql, purchaseId))?.status ?? 'gone' };
}

async function buy(ctx: Context, purchase: PurchaseRow & PurchaseAges): Promise<void> {
  const { id, phoneNumber } = purchase;
  if (purchase.ageSeconds > RESERVED_SECONDS_MAX)
    return fail(ctx, id, 'The carrier could not be reached, and nothing was bought. Try again.');
  if (await hasTurnedUp(ctx, purchase)) return;
  if (!(await claimPurchase(ctx.sql, id))) return;
  const bought = await ctx.carrier.numbers.buy(phoneNumber, settingsFor(ctx, purchase));
  switch (bought.outcome) {
    case 'bought':
      return keep(ctx, purchase, bought.number);
    case 'refused':
      return fail(ctx, id, `The carrier does not sell this number: ${bought.message} Search for another one.`);
    case 'not_sent':
      await releasePurchaseClaim(ctx.sql, id);
      throw new Error(`The carrier could not be reached: ${bought.message}`);
    case 'unknown': {
      ctx.log.warn({ purchaseId: id, problem: bought.message }, 'perhaps bought: the answer was lost');
      await markPurchaseUnknown(ctx.sql, id);
      const marked = await purchaseById(ctx.sql, id);
      if (marked?.status === 'unknown') await look(ctx, marked);
    }
  }
}

function settingsFor(ctx: Context, { friendlyName, voiceUrl, statusCallback }: PurchaseFields) {
  const ours = carrierSettings(ctx, { friendlyName });
  return { ...ours, voiceUrl: voiceUrl ?? ours.voiceUrl, statusCallback: statusCallback ?? ours.statusCallback };
}

/** Whether the carrier has sold it to us, as far as its list tells by now. */
async function look(ctx: Context, purchase: PurchaseRow & PurchaseAges): Promise<void> {
  const number = await ctx.carrier.numbers.find(purchase.phoneNumber);
  if (number && isOf(number, purchase)) return keep(ctx, purchase, number);
  if (number) return fail(ctx, purchase.id, 'The carrier’s account has this number already. Ask your operator for it.');
  if (purchase.claimedSeconds < lostAfterSeconds(ctx) + LIST_LAG_SECONDS) return;
  const reason = 'The carrier did not answer, and nothing was bought as far as it tells. You may try again.';
  ctx.log.warn({ purchaseId: purchase.id }, 'not bought, as far as the carrier tells');
  await endPurchase(ctx.sql, purchase.id, { status: 'lost', reason });
}

/** Before a number is asked for again: what was given up for lost may have been bought after all. */
async function hasTurnedUp(ctx: Context, purchase: PurchaseRow): Promise<boolean> {
  const lost = await lostPurchases(ctx.sql, purchase.phoneNumber);
  if (lost.length === 0) return false;
  const number = await ctx.carrier.numbers.find(purchase.phoneNumber);
  const earlier = number && lost.find((each) => isOf(number, each));
  if (!earlier) return false;
  await keep(ctx, earlier, number);
  const reason =
    earlier.tenantId === purchase.tenantId
      ? 'An earlier purchase of this number went through after all: it is yours.'
      : 'The carrier does not sell this number any more. Search for another one.';
  await fail(ctx, purchase.id, reason);
  return true;
}

/** A number that the account had before we asked for it is not what we bought. */
const isOf = (number: CarrierNumber, { claimedAt: licensedAt }: PurchaseRow): boolean =>
  licensedAt !== null && number.dateCreated.getTime() >= licensedAt.getTime() - SKEW_MS;

async function keep(ctx: Context, purchase: PurchaseRow, { sid, capabilities, ...number }: CarrierNumber) {
  const has = Object.entries(capabilities).flatMap(([name, value]) => (value ? (name as Capability) : []));
  const friendlyName = purchase.friendlyName ?? number.friendlyName;
  const kept = await completePurchase(ctx.sql, purchase, { sid, friendlyName, capabilities: has });
  if (kept !== null) return;
  const now = await purchaseById(ctx.sql, purchase.id);
  if (now?.status === 'bought') return;
  ctx.log.error({ purchaseId: purchase.id, sid }, 'a number was bought that somebody else has registered');
  await fail(ctx, purchase.id, 'Another account has registered this number meanwhile. Ask your operator.');
}

async function fail(ctx: Context, id: number, reason: string): Promise<void> {
  await endPurchase(ctx.sql, id, { status: 'failed', reason });
}

function lostAfterSeconds({ config, clock }: Context): number {
  return LOST_TIMEOUTS * (config.twilio.timeoutMs / 1000) * Math.max(1, clock.speed);
}
