import { type Key, keyMatches, type Sql } from '../db.ts';

export type Capability = 'voice' | 'sms' | 'mms' | 'fax';

export type PhoneNumberRow = {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  phoneNumber: string;
  phoneNumberSid: string | null;
  friendlyName: string | null;
  capabilities: Capability[];
  isSuspended: boolean;
  /** Where its calls go, as the number itself says. */
  campaignId: number | null;
  poolId: number | null;
  /** The campaign that has it as its own phone number, if any: such a number is nobody else's to have. */
  mainCampaignId: number | null;
  syncDue: 'configure' | 'release' | null;
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
 * Whoever gives a number to somebody, or takes it, waits here until others who do so are done: tables that are free of it
 * now stay so until the transaction ends.
 */
export async function lockNumberDigits(sql: Sql, phoneNumber: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`number ${phoneNumber}`}, 0))`;
}

/** Fails on `phone_numbers_phone_number` or `phone_numbers_sid` when somebody has it. */
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

export async function phoneNumberBySid(sql: Sql, tenantId: number, sid: string): Promise<PhoneNumberRow | undefined> {
  const [row] = await sql<PhoneNumberRow[]>`
    ${selected(sql)} where n.tenant_id = ${tenantId} and n.deleted_at is null and n.phone_number_sid = ${sid}`;
  return row;
}

/** Serialises writers of one number for the rest of the transaction; calls to it may come in meanwhile. */
export async function lockPhoneNumberRow(sql: Sql, tenantId: number, key: Key): Promise<PhoneNumberRow | undefined> {
  const [row] = await sql<PhoneNumberRow[]>`
    ${selected(sql)} where n.tenant_id = ${tenantId} and n.deleted_at is null and ${keyMatches(sql, 'n', key)}
    for no key update of n`;
  return row;
}

export async function listPhoneNumbers(sql: Sql, tenantId: number, limit: number): Promise<PhoneNumberRow[]> {
  return await sql<PhoneNumberRow[]>`
    ${selected(sql)} where n.tenant_id = ${tenantId} and n.deleted_at is null order by n.id limit ${limit}`;
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

/** Why a number stays where it is for now: a caller is on it, or it is kept for a visitor who saw it. */
export async function useOfNumber(sql: Sql, tenantId: number, id: number): Promise<'call' | 'visitor' | undefined> {
  const [row] = await sql<[{ called: boolean; shown: boolean }]>`
    select
      exists (select from calls where tenant_id = ${tenantId} and phone_number_id = ${id} and live) as called,
      exists (select from number_leases where tenant_id = ${tenantId} and phone_number_id = ${id}
        and released_at is null and not is_overflow and held_until > clock_now()) as shown`;
  return row.called ? 'call' : row.shown ? 'visitor' : undefined;
}

export type NumberChanges = {
  friendlyName?: string | null;
  isSuspended?: boolean;
  /** Where its calls go from now on; both null is nowhere. */
  assignment?: { campaignId: number | null; poolId: number | null };
};

/** What the carrier must be told of it is due from now on. */
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
      carrier_due = case when phone_number_sid is not null then 'configure' end,
      carrier_version = carrier_version + 1, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} and deleted_at is null`;
}

/** Out of sight and out of routing; its calls stay. The carrier is told to release it if so wished. */
export async function deletePhoneNumberRow(
  sql: Sql,
  tenantId: number,
  id: number,
  { release }: { release: boolean },
): Promise<void> {
  await sql`
    update phone_numbers set deleted_at = clock_now(), campaign_id = null, pool_id = null, assigned_at = null,
      carrier_due = case when ${release} and phone_number_sid is not null then 'release' end,
      carrier_version = carrier_version + 1, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

/** A campaign or pool that goes away leaves its numbers free. Returns those of which the carrier must be told. */
export async function unassignNumbers(
  sql: Sql,
  tenantId: number,
  of: { campaignId: number } | { poolId: number },
): Promise<number[]> {
  const whose = 'poolId' in of ? sql`pool_id = ${of.poolId}` : sql`campaign_id = ${of.campaignId}`;
  const rows = await sql<{ id: number; carrierDue: string | null }[]>`
    update phone_numbers set campaign_id = null, pool_id = null, assigned_at = null,
      carrier_due = case when phone_number_sid is not null then 'configure' end,
      carrier_version = carrier_version + 1, updated_at = clock_now()
    where tenant_id = ${tenantId} and deleted_at is null and ${whose}
    returning id, carrier_due`;
  return rows.flatMap(({ id, carrierDue }) => (carrierDue === null ? [] : id));
}

/** The carrier's part in it is known to a caller who has asked the carrier. */
export async function updateFriendlyName(sql: Sql, tenantId: number, id: number, friendlyName: string): Promise<void> {
  await sql`
    update phone_numbers set friendly_name = ${friendlyName}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

/** Crosses tenants because a call sent to any of our own numbers would come back to us. */
export async function isOwnNumber(sql: Sql, phone: string): Promise<boolean> {
  const [row] = await sql<[{ own: boolean }]>`
    select exists (select from campaigns where phone_number = ${phone} and deleted_at is null)
      or exists (select from phone_numbers where phone_number = ${phone} and deleted_at is null) as own`;
  return row.own;
}
