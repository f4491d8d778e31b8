/**
 * Contacts of calls on a platform such as HubSpot: finds the platform's id of each caller or lead, and creates missing
 * contacts.
 */
import type { PlatformCall, PlatformClient, PlatformContact, SaveOutcomes } from '../../clients/platform.ts';
import { knownNames } from '../../rules/integrations/contact-match.ts';
import { callerNumberOf } from '../../rules/values/caller-number.ts';
import { type ContactId, listContacts, upsertContacts } from '../../../sql/integrations/contacts.ts';
import type { Sql } from '../../../sql/db.ts';
import type { SyncScope } from '../../../sql/integrations/sync-records.ts';

/** For each phone number (in E.164 format), either the contact's id on the platform or the error of the platform. */
export type ContactIds = { ids: Map<string, string>; errors: Map<string, string> };

/**
 * Returns the platform's ids of the contacts of the calls. Contacts without a known id are first saved on the platform.
 * Hidden phone numbers identify no contact, so the result contains no hidden phone numbers.
 */
export async function findOrSaveContacts(
  sql: Sql,
  scope: SyncScope,
  client: PlatformClient,
  calls: PlatformCall[],
): Promise<ContactIds> {
  const ids = new Map<string, string>();
  const errors = new Map<string, string>();
  const contacts = new Map<string, PlatformContact>();
  for (const { contact } of calls)
    if (callerNumberOf(contact.phone) !== null) contacts.set(contact.phone, { ...contact, ...knownNames(contact) });
  if (!client.saveContacts || contacts.size === 0) return { ids, errors };
  for (const { phone, externalId } of await listContacts(sql, scope, [...contacts.keys()])) ids.set(phone, externalId);
  const missing = [...contacts.values()].filter(({ phone }) => !ids.has(phone));
  const outcomes: SaveOutcomes = missing.length > 0 ? await client.saveContacts(missing) : new Map();
  const saved: ContactId[] = [];
  for (const { phone } of missing) {
    const outcome = outcomes.get(phone);
    if (outcome && 'externalId' in outcome) {
      saved.push({ phone, externalId: outcome.externalId });
      ids.set(phone, outcome.externalId);
    } else errors.set(phone, outcome?.error ?? 'The response of the platform does not mention this contact.');
  }
  await upsertContacts(sql, scope, saved);
  return { ids, errors };
}
