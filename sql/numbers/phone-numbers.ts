import type { Capability } from '../../shared/rules/numbers/capabilities.ts';
import { inScope, type Scope } from '../accounts/scope.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';

/**
 * The destination of calls to a phone number: a campaign or a number pool. If the number is not assigned, both
 * properties are null.
 */
export type NumberAssignment = { campaignId: number | null; poolId: number | null };

export type PhoneNumberRow = NumberAssignment & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  phoneNumber: string;
  /** The carrier's id of the number. Null if the number is not on our carrier account. */
  phoneNumberSid: string | null;
  friendlyName: string | null;
  capabilities: Capability[];
  isSuspended: boolean;
  /**
   * The open campaign that has the number as `phoneNumber`. The number cannot be assigned to another campaign or to a
   * pool.
   */
  mainCampaignId: number | null;
  /** The kind of sync to the carrier that is due. Null if no sync is due. */
  syncDue: 'configure' | 'release' | null;
  /** When the carrier last confirmed the settings of the number. */
  syncedAt: Date | null;
  /** Why the last sync to the carrier failed. */
  syncProblem: string | null;
  /** The number of changes of the phone number that needed a sync to the carrier. */
  settingsVersion: number;
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export type NewPhoneNumber = Pick<PhoneNumberRow, 'phoneNumber' | 'phoneNumberSid' | 'friendlyName' | 'capabilities'>;

const selected = (sql: Sql) => sql`
  select n.*, (
    select k.id from campaigns k
    where k.tenant_id = n.tenant_id and k.phone_number = n.phone_number and k.deleted_at is null
      and k.status not in ('completed', 'cancelled')
  ) as main_campaign_id
  from phone_numbers n`;

/**
 * Locks the digits of a phone number until the end of the transaction. Every transaction that changes the owner of a
 * number takes this lock. So the result of {@link findNumberOwnership} stays true until the end of the transaction.
 */
export async function lockNumberDigits(sql: Sql, phoneNumber: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`number ${phoneNumber}`}, 0))`;
}

/**
 * Inserts a phone number. Violates `phone_numbers_phone_number` if the number is already registered, or
 * `phone_numbers_sid` if the tenant has already registered the carrier id.
 */
export async function insertPhoneNumber(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  number: NewPhoneNumber,
): Promise<{ id: number }> {
  const [row] = await sql<[{ id: number }]>`
    insert into phone_numbers ${sql({ ...number, tenantId, createdBy })} returning id`;
  return row;
}

export async function phoneNumberByKey(sql: Sql, tenantId: number, key: Key): Promise<PhoneNumberRow | undefined> {
  const [row] = await sql<PhoneNumberRow[]>`
    ${selected(sql)} where n.tenant_id = ${tenantId} and n.deleted_at is null and ${keyMatches(sql, 'n', key)}`;
  return row;
}

export async function phoneNumberByDigits(
  sql: Sql,
  tenantId: number,
  phoneNumber: string,
): Promise<PhoneNumberRow | undefined> {
  const [row] = await sql<PhoneNumberRow[]>`
    ${selected(sql)} where n.tenant_id = ${tenantId} and n.deleted_at is null and n.phone_number = ${phoneNumber}`;
  return row;
}

export async function phoneNumberBySid(sql: Sql, tenantId: number, sid: string): Promise<PhoneNumberRow | undefined> {
  const [row] = await sql<PhoneNumberRow[]>`
    ${selected(sql)} where n.tenant_id = ${tenantId} and n.deleted_at is null and n.phone_number_sid = ${sid}`;
  return row;
}

/**
 * Returns a phone number and locks the row against other writers until the end of the transaction. Inbound calls to the
 * number can still be inserted.
 */
export async function lockPhoneNumberRow(sql: Sql, tenantId: number, key: Key): Promise<PhoneNumberRow | undefined> {
  const [row] = await sql<PhoneNumberRow[]>`
    ${selected(sql)} where n.tenant_id = ${tenantId} and n.deleted_at is null and ${keyMatches(sql, 'n', key)}
    for no key update of n`;
  return row;
}

/**
 * Locks the campaign to which a phone number is being assigned, so that the campaign cannot end before the end of the
 * transaction.
 */
export async function lockAssigneeCampaign(
  sql: Sql,
  scope: Scope,
  key: Key,
): Promise<{ id: number; status: string } | undefined> {
  const [row] = await sql<{ id: number; status: string }[]>`
    select k.id, k.status from campaigns k
    where ${inScope(sql, 'k', scope)} and k.deleted_at is null and ${keyMatches(sql, 'k', key)}
    for update of k`;
  return row;
}

export async function listPhoneNumbers(sql: Sql, tenantId: number, page: Page): Promise<PhoneNumberRow[]> {
  return await sql<PhoneNumberRow[]>`
    ${selected(sql)} where n.tenant_id = ${tenantId} and n.deleted_at is null ${oldestFirst(sql, 'n', page)}`;
}

export async function countPhoneNumbers(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from phone_numbers where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

export async function numbersOfPools(
  sql: Sql,
  tenantId: number,
  poolIds: number[],
  limit: number,
): Promise<PhoneNumberRow[]> {
  return await sql<PhoneNumberRow[]>`
    ${selected(sql)} where n.tenant_id = ${tenantId} and n.deleted_at is null and n.pool_id = any(${poolIds})
    order by n.pool_id, n.id limit ${limit}`;
}

/**
 * Returns why the assignment of a phone number cannot change now: `call` if the number has a live call, `visitor` if
 * the number is leased to a visitor.
 */
export async function useOfNumber(sql: Sql, tenantId: number, id: number): Promise<'call' | 'visitor' | undefined> {
  const [row] = await sql<[{ hasCall: boolean; hasVisitor: boolean }]>`
    select
      exists (select from calls where tenant_id = ${tenantId} and phone_number_id = ${id} and live) as has_call,
      exists (select from number_leases where tenant_id = ${tenantId} and phone_number_id = ${id}
        and released_at is null and not is_overflow and held_until > clock_now()) as has_visitor`;
  return row.hasCall ? 'call' : row.hasVisitor ? 'visitor' : undefined;
}

/** Changes of a phone number. If a property is undefined, the stored value stays. */
export type NumberChanges = {
  friendlyName?: string | null | undefined;
  isSuspended?: boolean | undefined;
  assignment?: NumberAssignment | undefined;
};

/** Updates a phone number and marks a sync to the carrier as due. */
export async function updatePhoneNumberRow(
  sql: Sql,
  tenantId: number,
  id: number,
  { friendlyName, isSuspended, assignment }: NumberChanges,
): Promise<void> {
  const isAssigned = assignment !== undefined && (assignment.campaignId ?? assignment.poolId) !== null;
  await sql`
    update phone_numbers set
      friendly_name = case when ${friendlyName !== undefined} then ${friendlyName ?? null} else friendly_name end,
      is_suspended = coalesce(${isSuspended ?? null}, is_suspended),
      campaign_id = case when ${assignment !== undefined} then ${assignment?.campaignId ?? null} else campaign_id end,
      pool_id = case when ${assignment !== undefined} then ${assignment?.poolId ?? null} else pool_id end,
      assigned_at = case when ${assignment === undefined} then assigned_at when ${isAssigned} then clock_now() end,
      sync_due = case when phone_number_sid is not null then 'configure' end,
      settings_version = settings_version + 1, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} and deleted_at is null`;
}

/**
 * Marks a phone number as deleted. If `release` is true, also marks the release of the number at the carrier as due.
 * The calls of the number stay.
 */
export async function deletePhoneNumberRow(
  sql: Sql,
  tenantId: number,
  id: number,
  { release }: { release: boolean },
): Promise<void> {
  await sql`
    update phone_numbers set deleted_at = clock_now(), campaign_id = null, pool_id = null, assigned_at = null,
      sync_due = case when ${release} and phone_number_sid is not null then 'release' end,
      settings_version = settings_version + 1, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

/**
 * Unassigns all phone numbers of a campaign or pool. Returns the ids of the numbers for which a sync to the carrier is
 * now due.
 */
export async function unassignNumbers(
  sql: Sql,
  tenantId: number,
  assignee: { campaignId: number } | { poolId: number },
): Promise<number[]> {
  const isAssignee =
    'poolId' in assignee ? sql`pool_id = ${assignee.poolId}` : sql`campaign_id = ${assignee.campaignId}`;
  const rows = await sql<{ id: number; syncDue: string | null }[]>`
    update phone_numbers set campaign_id = null, pool_id = null, assigned_at = null,
      sync_due = case when phone_number_sid is not null then 'configure' end,
      settings_version = settings_version + 1, updated_at = clock_now()
    where tenant_id = ${tenantId} and deleted_at is null and ${isAssignee}
    returning id, sync_due`;
  return rows.flatMap(({ id, syncDue }) => (syncDue === null ? [] : id));
}

/**
 * Marks a sync to the carrier as due for a phone number that became the number of a campaign.
 *
 * @returns the id of the number; undefined if the tenant has not registered the number, or the carrier has no number
 *   with this SID
 */
export async function markSyncDue(sql: Sql, tenantId: number, phoneNumber: string): Promise<number | undefined> {
  const [row] = await sql<{ id: number }[]>`
    update phone_numbers set sync_due = 'configure', settings_version = settings_version + 1, updated_at = clock_now()
    where tenant_id = ${tenantId} and phone_number = ${phoneNumber} and deleted_at is null
      and phone_number_sid is not null
    returning id`;
  return row?.id;
}

/** Stores a phone number's name. The carrier already has the same name, so no sync to the carrier is due. */
export async function updateFriendlyName(sql: Sql, tenantId: number, id: number, friendlyName: string): Promise<void> {
  await sql`
    update phone_numbers set friendly_name = ${friendlyName}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

/**
 * Whether inbound calls to this phone number reach this deployment.
 *
 * @crossTenant Safe: a call to a number of any tenant comes back to this deployment.
 */
export async function isOwnNumber(sql: Sql, phone: string): Promise<boolean> {
  const [row] = await sql`select from number_grants where phone_number = ${phone} and revoked_at is null`;
  return row !== undefined;
}
