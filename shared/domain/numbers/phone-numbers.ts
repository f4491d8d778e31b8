import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { lockCampaign } from '../../../sql/campaigns/campaigns.ts';
import { isUniqueViolation, type Key } from '../../../sql/db.ts';
import {
  deletePhoneNumberRow,
  insertPhoneNumber,
  lockNumberDigits,
  lockPhoneNumberRow,
  type NewPhoneNumber,
  type NumberChanges,
  useOfNumber,
  phoneNumberByKey,
  type PhoneNumberRow,
  updatePhoneNumberRow,
} from '../../../sql/numbers/phone-numbers.ts';
import { countNumbersOfPool, lockPool, poolByKey } from '../../../sql/numbers/pools.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';
import { assertNumberFree } from './ownership.ts';

/** Numbers one pool may have. */
export const POOL_NUMBERS_MAX = 1_000;

export type ShownStatus = 'available' | 'assigned' | 'suspended';

/** A number is shown with one status and one place, whichever way it came there. */
export function placeOf(number: Pick<PhoneNumberRow, 'isSuspended' | 'campaignId' | 'poolId' | 'mainCampaignId'>): {
  status: ShownStatus;
  assignedTo: 'campaign' | 'pool' | null;
  assignedId: number | null;
} {
  const campaignId = number.campaignId ?? (number.poolId === null ? number.mainCampaignId : null);
  const assignedId = campaignId ?? number.poolId;
  const assignedTo = campaignId !== null ? 'campaign' : number.poolId !== null ? 'pool' : null;
  const status = number.isSuspended ? 'suspended' : assignedTo ? 'assigned' : 'available';
  return { status, assignedTo, assignedId };
}

/**
 * Registers a number that the tenant has already. Nothing is told to the carrier before it is assigned.
 *
 * @throws DomainError `conflict` when anybody has it
 */
export async function createPhoneNumber(ctx: Context, actor: Actor, input: NewPhoneNumber): Promise<PhoneNumberRow> {
  const { tenantId } = authorize(actor, 'numbers.write');
  try {
    return await transaction(ctx, async ({ sql }) => {
      await assertNumberFree(sql, tenantId, input.phoneNumber);
      const row = await insertPhoneNumber(sql, tenantId, actor.userId, input);
      return requireFound(await phoneNumberByKey(sql, tenantId, row), 'Phone number');
    });
  } catch (error) {
    if (isUniqueViolation(error, 'phone_numbers_sid'))
      throw new DomainError('conflict', 'Another number has this phoneNumberSid. Copy it anew from the carrier.');
    throw error;
  }
}

export type NumberInput = {
  friendlyName?: string | null | undefined;
  status?: ShownStatus | undefined;
  assignedTo?: 'campaign' | 'pool' | null | undefined;
  assignedId?: Key | null | undefined;
};

/** Where a number shall go; null is nowhere. */
type Wanted = { to: 'campaign' | 'pool'; key: Key } | null;

/**
 * Renames, assigns, frees, suspends. A number that is suspended keeps its place.
 *
 * @throws DomainError `conflict` when it would go elsewhere while it is in use, or is in a pool, or is a campaign's own
 */
export async function updatePhoneNumber(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: NumberInput,
): Promise<PhoneNumberRow> {
  const scope = authorize(actor, 'numbers.write');
  const wanted = wantedOf(input);
  return transaction(ctx, (tx) =>
    change(tx, scope, key, async (before) => {
      const { status, friendlyName } = input;
      const staysNowhere = wanted === undefined && placeOf(before).assignedId === null;
      if (status === 'assigned' && (wanted === null || staysNowhere))
        throw invalidField(
          'assignedId',
          'Say with assignedTo and assignedId where the number is assigned.',
          'required',
        );
      return {
        ...(friendlyName === undefined ? {} : { friendlyName }),
        ...(status === undefined ? {} : { isSuspended: status === 'suspended' }),
        ...(wanted === undefined ? {} : { wanted }),
      };
    }),
  );
}

export async function addNumberToPool(ctx: Context, actor: Actor, pool: Key, number: Key): Promise<PhoneNumberRow> {
  const scope = authorize(actor, 'numbers.write');
  return transaction(ctx, async (tx) => {
    // What is in the path is looked for first, and locked in its turn.
    requireFound(await poolByKey(tx.sql, scope.tenantId, pool), 'Number pool');
    return change(tx, scope, number, async (before) => {
      if (before.poolId !== null) throw new DomainError('conflict', inPool(before));
      return { wanted: { to: 'pool', key: pool } };
    });
  });
}

export async function removeNumberFromPool(ctx: Context, actor: Actor, pool: Key, number: Key): Promise<void> {
  const scope = authorize(actor, 'numbers.write');
  await transaction(ctx, async (tx) => {
    const { id } = requireFound(await poolByKey(tx.sql, scope.tenantId, pool), 'Number pool');
    return change(tx, scope, number, async (before) => {
      if (before.poolId !== id) throw new DomainError('not_found', 'This number is none of the pool’s.');
      return { wanted: null };
    });
  });
}

/**
 * Takes the number out of sight; its calls stay. The carrier keeps it for us unless it is to be released.
 *
 * @throws DomainError `conflict` while it is in use, or when it is to be released and the carrier does not know it
 */
export async function deletePhoneNumber(
  ctx: Context,
  actor: Actor,
  key: Key,
  { release }: { release: boolean },
): Promise<void> {
  const { tenantId } = authorize(actor, release ? 'numbers.purchase' : 'numbers.write');
  await transaction(ctx, async (tx) => {
    const { phoneNumber } = requireFound(await phoneNumberByKey(tx.sql, tenantId, key), 'Phone number');
    await lockNumberDigits(tx.sql, phoneNumber);
    const number = requireFound(await lockPhoneNumberRow(tx.sql, tenantId, key), 'Phone number');
    if (release && number.phoneNumberSid === null)
      throw new DomainError('conflict', 'This number has no phoneNumberSid, so there is nothing to release.');
    if (release && number.mainCampaignId !== null) throw new DomainError('conflict', MAIN);
    await insistOnRest(tx, tenantId, number);
    await deletePhoneNumberRow(tx.sql, tenantId, number.id, { release });
    if (release) await tx.enqueue('number.configure', { numberId: number.id });
  });
}

const MAIN = 'This is the phoneNumber of a campaign. Change it there first.';
const inPool = ({ poolId }: PhoneNumberRow) => `This number is in pool ${poolId}. Remove it from there first.`;

/** What the members mean together. Undefined leaves the number where it is. */
function wantedOf({ status, assignedTo, assignedId }: NumberInput): Wanted | undefined {
  const isGiven = (assignedTo ?? null) !== null || (assignedId ?? null) !== null;
  if (isGiven && status === 'available')
    throw invalidField('status', 'status cannot be available together with assignedTo and assignedId.');
  if (isGiven && !assignedTo) throw invalidField('assignedTo', 'assignedTo must be campaign or pool.', 'required');
  if (isGiven && !assignedId) throw invalidField('assignedId', 'assignedId must be the id of one.', 'required');
  if (assignedTo && assignedId) return { to: assignedTo, key: assignedId };
  if (status === 'available' || assignedTo === null || assignedId === null) return null;
  return undefined;
}

type Decision = Omit<NumberChanges, 'assignment'> & { wanted?: Wanted };

/**
 * Locks in this order: the number's digits, where it goes, its row. Campaigns that take a number lock its digits first, too,
 * so nobody waits in a circle.
 */
async function change(
  tx: Tx,
  scope: Scope,
  key: Key,
  decide: (before: PhoneNumberRow) => Promise<Decision>,
): Promise<PhoneNumberRow> {
  const { sql } = tx;
  const { tenantId } = scope;
  const seen = requireFound(await phoneNumberByKey(sql, tenantId, key), 'Phone number');
  await lockNumberDigits(sql, seen.phoneNumber);
  const { wanted, ...changes } = await decide(requireFound(await phoneNumberByKey(sql, tenantId, key), 'Phone number'));
  const target = wanted ? await lockTarget(tx, scope, wanted) : NOWHERE;
  const number = requireFound(await lockPhoneNumberRow(sql, tenantId, key), 'Phone number');
  const moves = wanted !== undefined && (target.campaignId !== number.campaignId || target.poolId !== number.poolId);
  if (moves || (wanted === null && number.mainCampaignId !== null)) await insistOnMove(tx, tenantId, number, target);
  if (Object.keys(changes).length > 0 || moves)
    await updatePhoneNumberRow(sql, tenantId, number.id, { ...changes, ...(moves ? { assignment: target } : {}) });
  if (number.phoneNumberSid !== null) await tx.enqueue('number.configure', { numberId: number.id });
  return requireFound(await phoneNumberByKey(sql, tenantId, { id: number.id }), 'Phone number');
}

type Assignment = { campaignId: number | null; poolId: number | null };
const NOWHERE: Assignment = { campaignId: null, poolId: null };

async function lockTarget({ sql }: Tx, scope: Scope, wanted: NonNullable<Wanted>): Promise<Assignment> {
  if (wanted.to === 'pool') {
    const pool = requireFound(await lockPool(sql, scope.tenantId, wanted.key), 'Number pool');
    return { campaignId: null, poolId: pool.id };
  }
  const campaign = requireFound(await lockCampaign(sql, scope, wanted.key), 'Campaign');
  if (campaign.status === 'completed' || campaign.status === 'cancelled')
    throw new DomainError('conflict', `The campaign is ${campaign.status}. Assign the number to another one.`);
  return { campaignId: campaign.id, poolId: null };
}

async function insistOnMove(tx: Tx, tenantId: number, number: PhoneNumberRow, target: Assignment): Promise<void> {
  const { mainCampaignId, poolId } = number;
  if (mainCampaignId !== null && target.campaignId !== mainCampaignId) throw new DomainError('conflict', MAIN);
  const leaves = target.campaignId === null && target.poolId === null;
  if (poolId !== null && !leaves) throw new DomainError('conflict', inPool(number));
  await insistOnRest(tx, tenantId, number);
  if (target.poolId !== null && (await countNumbersOfPool(tx.sql, tenantId, target.poolId)) >= POOL_NUMBERS_MAX)
    throw new DomainError('conflict', `A pool has ${POOL_NUMBERS_MAX} numbers at most. Make another pool.`);
}

async function insistOnRest({ sql }: Tx, tenantId: number, { id }: PhoneNumberRow): Promise<void> {
  const use = await useOfNumber(sql, tenantId, id);
  if (use === 'call') throw new DomainError('conflict', 'A caller is on this number. Try again after the call.');
  if (use === 'visitor')
    throw new DomainError(
      'conflict',
      'A visitor of a tracked page has this number. Suspend it, and try again when its lease is over.',
    );
}
