/**
 * Syncs phone numbers to the carrier: changes the settings at the carrier to the settings in the database, or releases
 * the phone number.
 */
import { callbacks } from '../../callbacks.ts';
import type { CarrierNumber, NumberSettings } from '../../clients/twilio-numbers.ts';
import type { Context } from '../../context.ts';
import { markSynced, phoneNumberToSync, type SyncNumberRow } from '../../../sql/numbers/carrier-sync.ts';
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
    const carrierNumber = await findCarrierNumber(ctx, number);
    if (!carrierNumber)
      ctx.log.warn(
        { numberId, sid: number.phoneNumberSid },
        'phone number not synced, the carrier account does not have it',
      );
    else if (number.deletedAt === null) await configure(ctx, number, carrierNumber);
    else if (number.syncDue === 'release' && !(await isCarrierNumberRegistered(ctx.sql, carrierNumber)))
      await ctx.carrier.numbers.release(carrierNumber.sid);
    if (await markSynced(ctx.sql, number)) return;
  }
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

async function configure(ctx: Context, number: SyncNumberRow, carrierNumber: CarrierNumber): Promise<void> {
  const poolUuid = number.poolId === null ? undefined : await poolUuidById(ctx.sql, number.poolId);
  const settings = carrierSettings(ctx, { friendlyName: number.friendlyName, poolUuid });
  const { voiceUrl, statusCallback, friendlyName = carrierNumber.friendlyName } = settings;
  const isInSync =
    carrierNumber.voiceUrl === voiceUrl &&
    carrierNumber.statusCallback === statusCallback &&
    carrierNumber.friendlyName === friendlyName;
  if (!isInSync) await ctx.carrier.numbers.update(carrierNumber.sid, settings);
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
    statusCallback: callbacks.numberStatus(config),
  };
}
