import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import { assignmentOf, type AssigneeType, type NumberStatus } from '../../rules/numbers/assignment.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { isUniqueViolation, type Key, type Sql } from '../../../sql/db.ts';
import {
  deletePhoneNumberRow,
  insertPhoneNumber,
  lockAssigneeCampaign,
  lockNumberDigits,
  lockPhoneNumberRow,
  markSyncDue,
  type NewPhoneNumber,
  type NumberAssignment,
  phoneNumberByKey,
  type PhoneNumberRow,
  updatePhoneNumberRow,
  useOfNumber,
} from '../../../sql/numbers/phone-numbers.ts';
import { findGrant, revokeGrantOfNumber } from '../../../sql/numbers/grants.ts';
import { countNumbersOfPool, lockPool } from '../../../sql/numbers/pools.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';
import { assertNumberRegistrable, assertNumberRoom } from './ownership.ts';

/** Maximum of phone numbers in one number pool. */
export const POOL_NUMBERS_MAX = 1_000;

/**
 * Registers a phone number that the tenant already has at the carrier. The registration changes the number's settings at
 * the carrier only if a campaign has the number. Otherwise the first later update of the number does. If the input has no
 * SID (the carrier's id), the number gets the SID that the carrier told when the number was granted.
 *
 * @throws DomainError `conflict` if the phone number is not granted to the tenant, or if the tenant has registered the
 *   number or the number's SID (the carrier's id) already
 */
export async function createPhoneNumber(ctx: Context, actor: Actor, input: NewPhoneNumber): Promise<PhoneNumberRow> {
  const { tenantId } = authorize(actor, 'numbers.write');
  try {
    return await transaction(ctx, async (tx) => {
      const { sql } = tx;
      await assertNumberRegistrable(ctx, sql, tenantId, input.phoneNumber);
      await assertNumberRoom(ctx, sql, tenantId, 0);
      const phoneNumberSid =
        input.phoneNumberSid ?? (await findGrant(sql, tenantId, input.phoneNumber))?.phoneNumberSid ?? null;
      const { id } = await insertPhoneNumber(sql, tenantId, actor.userId, { ...input, phoneNumberSid });
      const number = requireFound(await phoneNumberByKey(sql, tenantId, { id }), 'Phone number');
      if (number.mainCampaignId === null || phoneNumberSid === null) return number;
      await markSyncDue(sql, tenantId, input.phoneNumber);
      await tx.enqueue('number.sync', { numberId: id });
      return requireFound(await phoneNumberByKey(sql, tenantId, { id }), 'Phone number');
    });
  } catch (error) {
    if (isUniqueViolation(error, 'phone_numbers_sid'))
      throw new DomainError(
        'conflict',
        'Another phone number of your account has this phoneNumberSid. Copy the id from the carrier again.',
      );
    throw error;
  }
}

/** A campaign or a number pool, identified by its UUID or integer id. */
type Assignee = { type: AssigneeType; key: Key };

export type PhoneNumberInput = {
  friendlyName?: string | null | undefined;
  status?: NumberStatus | undefined;
  assignedTo?: AssigneeType | null | undefined;
  assignedId?: Key | null | undefined;
};

/**
 * Renames, assigns, unassigns or suspends a phone number. A suspended number keeps its assignee.
 *
 * @throws DomainError `conflict` if the assignee would change although the number is in use, is in a pool, or is the
 *   `phoneNumber` of a campaign
 */
export async function updatePhoneNumber(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: PhoneNumberInput,
): Promise<PhoneNumberRow> {
  const scope = authorize(actor, 'numbers.write');
  const { friendlyName, status } = input;
  return transaction(ctx, async (tx) => {
    const number = await lockDigitsByKey(tx.sql, scope.tenantId, key);
    const current = assignmentOf(number);
    // A request with another assignedId means another campaign or pool of the same kind.
    const { assignedTo = input.assignedId ? (current.assignedTo ?? undefined) : undefined } = input;
    const assignee = assigneeOf({ ...input, assignedTo });
    const staysUnassigned = assignee === undefined && current.assignedId === null;
    if (status === 'assigned' && (assignee === null || staysUnassigned))
      throw invalidField('assignedId', 'A number is assigned by assignedTo and assignedId. Send both.', 'required');
    const isSuspended = status === undefined ? undefined : status === 'suspended';
    return applyChanges(tx, scope, number, { friendlyName, isSuspended, assignee });
  });
}

/**
 * Deletes a phone number. The number's calls stay in the database. The carrier account keeps the number unless
 * `release` is true.
 *
 * @throws DomainError `conflict` if the number is in use or cannot be released
 */
export async function deletePhoneNumber(
  ctx: Context,
  actor: Actor,
  key: Key,
  { release }: { release: boolean },
): Promise<void> {
  const { tenantId } = authorize(actor, release ? 'numbers.purchase' : 'numbers.write');
  await transaction(ctx, async (tx) => {
    await lockDigitsByKey(tx.sql, tenantId, key);
    const number = requireFound(await lockPhoneNumberRow(tx.sql, tenantId, key), 'Phone number');
    if (release && number.phoneNumberSid === null)
      throw new DomainError('conflict', 'This number has no phoneNumberSid, so the carrier cannot release it.');
    if (release && number.mainCampaignId !== null) throw new DomainError('conflict', MAIN_NUMBER_MESSAGE);
    await assertNotInUse(tx.sql, tenantId, number);
    await deletePhoneNumberRow(tx.sql, tenantId, number.id, { release });
    if (release) await revokeGrantOfNumber(tx.sql, tenantId, number.phoneNumber);
    if (release) await tx.enqueue('number.sync', { numberId: number.id });
  });
}

const MAIN_NUMBER_MESSAGE =
  'This number is the phoneNumber of a campaign. Change the phoneNumber of the campaign first.';
export const inPoolMessage = ({ poolId }: PhoneNumberRow) =>
  `This number is in pool ${poolId}. Remove it from the pool first.`;

/**
 * Returns the assignee that the fields name. Returns null if the phone number must be unassigned, and undefined if the
 * assignee stays.
 */
function assigneeOf({ status, assignedTo, assignedId }: PhoneNumberInput): Assignee | null | undefined {
  const isGiven = (assignedTo ?? null) !== null || (assignedId ?? null) !== null;
  if (isGiven && status === 'available')
    throw invalidField('status', 'status cannot be available together with assignedTo and assignedId.');
  if (isGiven && !assignedTo) throw invalidField('assignedTo', 'assignedTo must be campaign or pool.', 'required');
  if (isGiven && !assignedId)
    throw invalidField('assignedId', `assignedId must be the id of a ${assignedTo}.`, 'required');
  if (assignedTo && assignedId) return { type: assignedTo, key: assignedId };
  if (status === 'available' || assignedTo === null || assignedId === null) return null;
  return undefined;
}

/**
 * Locks the digits of a phone number, then reads the row of the number again. {@link applyChanges} explains the order
 * of the locks.
 */
export async function lockDigitsByKey(sql: Sql, tenantId: number, key: Key): Promise<PhoneNumberRow> {
  const { phoneNumber } = requireFound(await phoneNumberByKey(sql, tenantId, key), 'Phone number');
  await lockNumberDigits(sql, phoneNumber);
  return requireFound(await phoneNumberByKey(sql, tenantId, key), 'Phone number');
}

type Changes = {
  friendlyName?: string | null | undefined;
  isSuspended?: boolean | undefined;
  /** Null unassigns the phone number. Undefined keeps the current assignee. */
  assignee?: Assignee | null | undefined;
};

const UNASSIGNED: NumberAssignment = { campaignId: null, poolId: null };

/**
 * Changes a phone number whose digits the calling function has locked. Locks are taken in this order: digits, assignee,
 * row of the phone number. A campaign that changes its `phoneNumber` also locks the digits first, so no deadlock is
 * possible.
 */
export async function applyChanges(
  tx: Tx,
  scope: Scope,
  { id }: PhoneNumberRow,
  { assignee, friendlyName, isSuspended }: Changes,
): Promise<PhoneNumberRow> {
  const { sql } = tx;
  const { tenantId } = scope;
  const target = assignee ? await lockAssignee(sql, scope, assignee) : UNASSIGNED;
  const number = requireFound(await lockPhoneNumberRow(sql, tenantId, { id }), 'Phone number');
  const moves = assignee !== undefined && (target.campaignId !== number.campaignId || target.poolId !== number.poolId);
  if (moves || (assignee === null && number.mainCampaignId !== null))
    await assertMovable(sql, tenantId, number, target);
  if (friendlyName !== undefined || isSuspended !== undefined || moves) {
    const assignment = moves ? target : undefined;
    await updatePhoneNumberRow(sql, tenantId, id, { friendlyName, isSuspended, assignment });
  }
  if (number.phoneNumberSid !== null) await tx.enqueue('number.sync', { numberId: id });
  return requireFound(await phoneNumberByKey(sql, tenantId, { id }), 'Phone number');
}

/**
 * Locks the campaign or the number pool that becomes the assignee.
 *
 * @throws DomainError `not_found` if the assignee does not exist; `conflict` if the assignee is a campaign that has
 *   ended
 */
async function lockAssignee(sql: Sql, scope: Scope, { type, key }: Assignee): Promise<NumberAssignment> {
  if (type === 'pool') {
    const pool = requireFound(await lockPool(sql, scope.tenantId, key), 'Number pool');
    return { campaignId: null, poolId: pool.id };
  }
  const campaign = requireFound(await lockAssigneeCampaign(sql, scope, key), 'Campaign');
  if (campaign.status === 'completed' || campaign.status === 'cancelled')
    throw new DomainError(
      'conflict',
      `The campaign is ${campaign.status}, so it receives no calls. Start it first if it is completed, or assign the number to another campaign.`,
    );
  return { campaignId: campaign.id, poolId: null };
}

async function assertMovable(
  sql: Sql,
  tenantId: number,
  number: PhoneNumberRow,
  target: NumberAssignment,
): Promise<void> {
  const { mainCampaignId, poolId } = number;
  if (mainCampaignId !== null && target.campaignId !== mainCampaignId)
    throw new DomainError('conflict', MAIN_NUMBER_MESSAGE);
  const isUnassigning = target.campaignId === null && target.poolId === null;
  if (poolId !== null && !isUnassigning) throw new DomainError('conflict', inPoolMessage(number));
  await assertNotInUse(sql, tenantId, number);
  if (target.poolId !== null && (await countNumbersOfPool(sql, tenantId, target.poolId)) >= POOL_NUMBERS_MAX)
    throw new DomainError('conflict', `The pool has ${POOL_NUMBERS_MAX} numbers, the maximum. Create another pool.`);
}

async function assertNotInUse(sql: Sql, tenantId: number, { id }: PhoneNumberRow): Promise<void> {
  const use = await useOfNumber(sql, tenantId, id);
  if (use === 'call') throw new DomainError('conflict', 'This number has a live call. Try again after the call.');
  if (use === 'visitor')
    throw new DomainError(
      'conflict',
      'This number is leased to a visitor of a tracked page. Suspend it, and try again when the lease has ended.',
    );
}
