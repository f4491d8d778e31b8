/** What is asked of the carrier's account, and what it is told. The account is the deployment's; tenants see their own of it. */
import { callbacks } from '../../callbacks.ts';
import { classifyFailure } from '../../clients/twilio-errors.ts';
import type { CarrierNumber, NumberSettings } from '../../clients/twilio-numbers.ts';
import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import type { JobKind, Payload, PayloadInput, Result } from '../../jobs.ts';
import {
  updateFriendlyName,
  listPhoneNumbers,
  phoneNumberByKey,
  phoneNumberBySid,
} from '../../../sql/numbers/phone-numbers.ts';
import { poolUuid } from '../../../sql/numbers/pools.ts';
import { phoneNumberToSync, type SyncNumberRow, markSynced } from '../../../sql/numbers/carrier-sync.ts';
import { isSidOwned } from '../../../sql/numbers/ownership.ts';
import { type Actor, authorize } from '../accounts/access.ts';

/** Besides the carrier's own time: the way to a worker and back. Real ms. */
const ASK_MARGIN_MS = 1_000;
/** A worker that does not begin within this time is not there. */
const START_WITHIN_MS = 3_000;
/** Numbers of one tenant that are looked for in the carrier's list. */
const NUMBERS_MAX = 1_000;
/** Decisions that may come while the carrier is being told of the last one. */
const ROUNDS_MAX = 5;

async function ask<K extends JobKind>(ctx: Context, kind: K, payload: PayloadInput<K>): Promise<Result<K>> {
  const timeouts = {
    replyTimeoutMs: ctx.config.twilio.timeoutMs + ASK_MARGIN_MS,
    startTimeoutMs: START_WITHIN_MS,
  };
  const result = await ctx.jobRequests.request(ctx, kind, payload, timeouts).catch((error: unknown) => {
    ctx.log.warn({ err: error, kind }, 'the carrier could not be asked');
  });
  if (result) return result;
  throw new DomainError('unavailable', 'The carrier did not answer. Try again in a few seconds.');
}

/** @throws DomainError `validation_failed` in the carrier's words, for a country or kind it does not sell. */
export async function searchNumbers(ctx: Context, actor: Actor, query: PayloadInput<'numbers.search'>) {
  authorize(actor, 'numbers.write');
  const { problem, numbers } = await ask(ctx, 'numbers.search', query);
  if (problem !== null) throw invalidField('type', `The carrier has no such numbers: ${problem}`);
  return numbers;
}

export async function getCarrierAccount(ctx: Context, actor: Actor): Promise<Result<'carrier.account'>> {
  authorize(actor, 'numbers.write');
  return ask(ctx, 'carrier.account', {});
}

/** The tenant's numbers as the carrier has them. */
export async function listCarrierNumbers(ctx: Context, actor: Actor) {
  const { tenantId } = authorize(actor, 'numbers.read');
  return (await ask(ctx, 'carrier.numbers', { tenantId })).numbers;
}

/** Changes a number's settings at the carrier. When it is assigned anew, they are set to ours again. */
export async function updateCarrierNumber(
  ctx: Context,
  actor: Actor,
  sid: string,
  settings: Omit<PayloadInput<'number.update'>, 'tenantId' | 'numberId'>,
) {
  const { tenantId } = authorize(actor, 'numbers.write');
  const { id: numberId } = requireFound(await phoneNumberBySid(ctx.sql, tenantId, sid), 'Phone number');
  const { problem, number } = await ask(ctx, 'number.update', { tenantId, numberId, ...settings });
  if (number) return number;
  throw new DomainError('conflict', problem ?? 'The carrier refused this. Check the settings.');
}

export async function runNumberSearch(ctx: Context, query: Payload<'numbers.search'>): Promise<Result<'numbers.search'>> {
  try {
    return { problem: null, numbers: await ctx.carrier.numbers.search(query) };
  } catch (error) {
    return { problem: refusalOf(error), numbers: [] };
  }
}

export async function runAccountQuery(ctx: Context): Promise<Result<'carrier.account'>> {
  const { dateCreated, dateUpdated, ...account } = await ctx.carrier.numbers.account();
  return { ...account, dateCreated: dateCreated.toISOString(), dateUpdated: dateUpdated.toISOString() };
}

export async function runNumberList(
  ctx: Context,
  { tenantId }: Payload<'carrier.numbers'>,
): Promise<Result<'carrier.numbers'>> {
  const own = await listPhoneNumbers(ctx.sql, tenantId, NUMBERS_MAX);
  // A row may say any id; only the pair is the carrier's word that the number is theirs.
  const pairs = new Set(own.map(({ phoneNumberSid, phoneNumber }) => `${phoneNumberSid} ${phoneNumber}`));
  if (own.every(({ phoneNumberSid }) => phoneNumberSid === null)) return { numbers: [] };
  const all = await ctx.carrier.numbers.list();
  return { numbers: all.filter(({ sid, phoneNumber }) => pairs.has(`${sid} ${phoneNumber}`)) };
}

export async function runNumberUpdate(
  ctx: Context,
  { tenantId, numberId, ...settings }: Payload<'number.update'>,
): Promise<Result<'number.update'>> {
  const number = await phoneNumberByKey(ctx.sql, tenantId, { id: numberId });
  const held = number && (await heldOf(ctx, number));
  if (!held) return { problem: 'The carrier’s account does not have this number any more.', number: null };
  try {
    const updated = await ctx.carrier.numbers.update(held.sid, settings);
    if (updated && settings.friendlyName) await updateFriendlyName(ctx.sql, tenantId, numberId, updated.friendlyName);
    return { problem: null, number: updated ?? null };
  } catch (error) {
    return { problem: refusalOf(error), number: null };
  }
}

/** The carrier's words when it has refused; thrown on when it has not answered. */
function refusalOf(error: unknown): string {
  const failure = classifyFailure(error);
  if (failure.outcome === 'refused') return failure.message;
  throw error;
}

/** The carrier's number behind a row. None when its id there is another number's: that may be another tenant's. */
async function heldOf(
  ctx: Context,
  { phoneNumberSid, phoneNumber }: Pick<SyncNumberRow, 'phoneNumberSid' | 'phoneNumber'>,
): Promise<CarrierNumber | undefined> {
  const held = phoneNumberSid === null ? undefined : await ctx.carrier.numbers.fetch(phoneNumberSid);
  return held?.phoneNumber === phoneNumber ? held : undefined;
}

/**
 * Tells the carrier what was decided last about a number, and again if something else was decided while it was told: two
 * jobs that overlap may tell it in the wrong order, but the later to end has then told the latest.
 */
export async function syncNumberToCarrier(ctx: Context, numberId: number): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const number = await phoneNumberToSync(ctx.sql, numberId);
    if (!number || (round === 0 && number.syncDue === null)) return;
    const held = await heldOf(ctx, number);
    if (!held) ctx.log.warn({ numberId, sid: number.phoneNumberSid }, 'the carrier does not have this number');
    else if (number.deletedAt === null) await configure(ctx, number, held);
    else if (number.syncDue === 'release' && !(await isSidOwned(ctx.sql, held.sid)))
      await ctx.carrier.numbers.release(held.sid);
    if (await markSynced(ctx.sql, number)) return;
  }
}

async function configure(ctx: Context, number: SyncNumberRow, held: CarrierNumber): Promise<void> {
  const poolUuid = number.poolId === null ? undefined : await poolUuid(ctx.sql, number.poolId);
  const settings = carrierSettings(ctx, { friendlyName: number.friendlyName, poolUuid });
  const { voiceUrl, statusCallback, friendlyName = held.friendlyName } = settings;
  if (held.voiceUrl === voiceUrl && held.statusCallback === statusCallback && held.friendlyName === friendlyName)
    return;
  await ctx.carrier.numbers.update(held.sid, settings);
}

/** How the carrier announces calls to a number, and their ends. */
export function carrierSettings(
  { config }: Context,
  { friendlyName, poolUuid }: { friendlyName: string | null; poolUuid?: string | undefined },
): NumberSettings {
  return {
    friendlyName: friendlyName ?? undefined,
    voiceUrl: poolUuid === undefined ? callbacks.numberVoice(config) : callbacks.poolVoice(config, poolUuid),
    voiceMethod: 'POST',
    voiceFallbackUrl: callbacks.fallback(config),
    statusCallback: callbacks.numberStatus(config),
  };
}
