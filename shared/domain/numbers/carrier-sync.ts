/**
 * Syncs phone numbers to the carrier: changes the settings at the carrier to the settings in the database, or releases
 * the phone number.
 */
import { callbacks } from '../../callbacks.ts';
import type { CarrierNumber, NumberSettings } from '../../clients/twilio-numbers.ts';
import { CarrierError } from '../../clients/twilio-errors.ts';
import type { Context } from '../../context.ts';
import { definedOnly } from '../../rules/values/defined.ts';
import {
  markSynced,
  phoneNumberToSync,
  storeSyncProblem,
  type SyncNumberRow,
  updateSyncedAt,
} from '../../../sql/numbers/carrier-sync.ts';
import { isCarrierNumberRegistered } from '../../../sql/numbers/ownership.ts';
import { poolUuidById } from '../../../sql/numbers/pools.ts';

/** Maximum of syncs that one job makes if the phone number changes again during each sync. */
const ROUNDS_MAX = 5;

/**
 * Syncs the current settings of a phone number to the carrier. If the number changed during the sync, the function
 * syncs the number again. The requests of two jobs may reach the carrier in the wrong order. Then the job that ends
 * last finds a newer version of the number and syncs the latest settings.
 */
export async function syncNumberToCarrier(ctx: Context, numberId: number): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const number = await phoneNumberToSync(ctx.sql, numberId);
    if (!number || (round === 0 && number.syncDue === null)) return;
    const problem = await syncOnce(ctx, number).catch(async (error: unknown) => {
      // The job is repeated. Until then the API shows why the number does not have its settings yet.
      await storeSyncProblem(ctx.sql, number.id, error instanceof CarrierError ? error.message : SYNC_FAILED);
      throw error;
    });
    if (problem !== null) ctx.log.warn({ numberId, sid: number.phoneNumberSid }, `phone number not synced: ${problem}`);
    if (await markSynced(ctx.sql, number, problem)) return;
  }
}

const SYNC_FAILED = 'The settings of the number could not be sent to the carrier. They are sent again.';
const NOT_AT_CARRIER = 'The carrier account has no number with this phoneNumberSid and these digits.';
const NOT_CONFIRMED = 'The carrier accepted the settings of the number, but shows other settings.';

/** Makes one sync. Returns why the number does not have its settings at the carrier; null if it has them. */
async function syncOnce(ctx: Context, number: SyncNumberRow): Promise<string | null> {
  const carrierNumber = await findCarrierNumber(ctx, number);
  if (!carrierNumber) return NOT_AT_CARRIER;
  if (number.deletedAt === null) return configure(ctx, number, carrierNumber);
  if (number.syncDue === 'release' && !(await isCarrierNumberRegistered(ctx.sql, carrierNumber)))
    await ctx.carrier.numbers.release(carrierNumber.sid);
  return null;
}

/**
 * Returns the carrier's number that has the SID (the carrier's id) and the digits of a registered phone number. Returns
 * undefined if the SID belongs to other digits. Users enter the SID, so the SID may belong to another tenant's number.
 */
export async function findCarrierNumber(
  ctx: Context,
  { phoneNumberSid, phoneNumber }: { phoneNumberSid: string | null; phoneNumber: string },
): Promise<CarrierNumber | undefined> {
  const carrierNumber = phoneNumberSid === null ? undefined : await ctx.carrier.numbers.fetch(phoneNumberSid);
  return carrierNumber?.phoneNumber === phoneNumber ? carrierNumber : undefined;
}

async function configure(ctx: Context, number: SyncNumberRow, carrierNumber: CarrierNumber): Promise<string | null> {
  const settings = await settingsOf(ctx, number);
  if (hasSettings(carrierNumber, settings)) return null;
  const updated = await ctx.carrier.numbers.update(carrierNumber.sid, settings);
  if (!updated) return NOT_AT_CARRIER;
  return hasSettings(updated, settings) ? null : NOT_CONFIRMED;
}

/** Stores whether a number, as the carrier shows it, has the settings with which its calls reach this platform. */
export async function storeCarrierState(
  ctx: Context,
  number: Pick<SyncNumberRow, 'id' | 'tenantId' | 'poolId' | 'friendlyName'>,
  carrierNumber: CarrierNumber,
): Promise<void> {
  const isSynced = hasSettings(carrierNumber, await settingsOf(ctx, number));
  await updateSyncedAt(ctx.sql, number.tenantId, number.id, isSynced);
}

async function settingsOf(
  ctx: Context,
  { poolId, friendlyName }: Pick<SyncNumberRow, 'poolId' | 'friendlyName'>,
): Promise<NumberSettings> {
  return carrierSettings(ctx, {
    friendlyName,
    poolUuid: poolId === null ? undefined : await poolUuidById(ctx.sql, poolId),
  });
}

/** Whether the carrier shows all settings. The carrier shows an empty setting as null. */
function hasSettings(number: CarrierNumber, settings: NumberSettings): boolean {
  const expected = Object.entries(definedOnly(settings)) as [keyof NumberSettings, string][];
  return expected.every(([name, value]) => (number[name] ?? '') === value);
}

/**
 * Returns the settings that a phone number must have at the carrier, such as the URLs to which the carrier reports
 * calls and the ends of calls.
 */
export function carrierSettings(
  { config }: Context,
  { friendlyName, poolUuid }: { friendlyName: string | null; poolUuid?: string | undefined },
): NumberSettings {
  return {
    friendlyName: friendlyName ?? undefined,
    voiceUrl: poolUuid === undefined ? callbacks.numberVoice(config) : callbacks.poolVoice(config, poolUuid),
    voiceMethod: 'POST',
    voiceFallbackUrl: callbacks.fallback(config),
    voiceFallbackMethod: 'POST',
    statusCallback: callbacks.numberStatus(config),
    statusCallbackMethod: 'POST',
    // A number that another platform used may have an application or a trunk. The carrier would ignore our URLs.
    voiceApplicationSid: '',
    trunkSid: '',
  };
}
