/** The ids that a platform gives to the people in calls. Each phone number has one contact. */
import type { Sql } from '../db.ts';
import type { SyncScope } from './sync-records.ts';

export type ContactId = { phone: string; externalId: string };

/** Lists the stored contacts with these phone numbers (E.164). */
export async function listContacts(
  sql: Sql,
  { tenantId, integrationId }: SyncScope,
  phones: string[],
): Promise<ContactId[]> {
  return await sql<ContactId[]>`
    select phone, external_id from integration_contacts
    where tenant_id = ${tenantId} and integration_id = ${integrationId} and phone = any(${phones})`;
}

export async function upsertContacts(
  sql: Sql,
  { tenantId, integrationId }: SyncScope,
  contacts: ContactId[],
): Promise<void> {
  await sql`
    insert into integration_contacts (tenant_id, integration_id, phone, external_id)
    select ${tenantId}::bigint, ${integrationId}::bigint, n.phone, n.external_id
    from unnest(${contacts.map(({ phone }) => phone)}::text[], ${contacts.map(({ externalId }) => externalId)}::text[])
      as n (phone, external_id)
    on conflict (integration_id, phone) do update set external_id = excluded.external_id`;
}

/**
 * Deletes the contacts of these phone numbers, because the contacts no longer exist on the platform. The next sync of
 * the contacts' calls creates the contacts again.
 */
export async function deleteContacts(
  sql: Sql,
  { tenantId, integrationId }: SyncScope,
  phones: string[],
): Promise<void> {
  await sql`
    delete from integration_contacts
    where tenant_id = ${tenantId} and integration_id = ${integrationId} and phone = any(${phones})`;
}
