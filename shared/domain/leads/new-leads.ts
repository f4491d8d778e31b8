/** Adds leads that a client sends as JSON, such as the lead of a web form. A file of leads is imported (`uploads.ts`). */
import type { Context } from '../../context.ts';
import type { DuplicateCounts, ImportCounts, OnDuplicate } from '../../rules/leads/imports.ts';
import type { ImportedLead, LeadPhone, LeadPriority } from '../../rules/leads/lead.ts';
import type { RowError } from '../../rules/leads/lead-row.ts';
import { createPlaceList } from '../../rules/leads/place-list.ts';
import { countryCode } from '../../rules/values/countries.ts';
import { parseDialableNumber } from '../../rules/values/phone.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { insertCreatedLeads } from '../../../sql/accounts/audit-events.ts';
import type { Json, Key } from '../../../sql/db.ts';
import { countImportedRows, importedToday } from '../../../sql/leads/imports.ts';
import { leadsOfPhones, type PhoneRow } from '../../../sql/leads/leads.ts';
import { leadCopyLine, lockCampaignLeads } from '../../../sql/leads/staging.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { limitError, tenantLimits } from '../accounts/limits.ts';
import { enqueueTick } from '../campaigns/tick-jobs.ts';
import { numberCountry } from './number-country.ts';
import { type LeadTarget, storeLeadLines } from './store.ts';
import { requireOpenCampaign } from './uploads.ts';

/**
 * The fields of one new lead. `country` is the country of a phone number without a country code; null means the country
 * of the campaign's caller ID, as for an import.
 */
export type NewLead = Omit<ImportedLead, 'phoneNormalized' | 'customFields' | 'priority'> & {
  customFields: Record<string, Json>;
  /** Null means normal for a new lead, and no change for a lead that the campaign has already. */
  priority: LeadPriority | null;
  /** Further numbers, in the order in which they are called. */
  phones?: { phone: string; type: string | null }[];
};

export const NEW_LEAD_STATUSES = ['inserted', 'duplicate', 'updated', 'requeued', 'dnc', 'invalid'] as const;

/** What became of one new lead. `id` and `uuid` are the ids of the lead that the campaign has now. */
export type NewLeadResult = {
  status: (typeof NEW_LEAD_STATUSES)[number];
  id: number | null;
  uuid: string | null;
};

export type NewLeadsResult = {
  counts: ImportCounts & DuplicateCounts;
  /** In the order of the request. */
  results: NewLeadResult[];
  /** `row` is the position in the request, from 1 on. */
  errors: RowError[];
};

type ParsedLead = { row: number; lead: NewLead & { phoneNormalized: string }; numbers: LeadPhone[] };

/**
 * Adds leads to a campaign, by the same rules as an import: `onDuplicate` says what happens to a lead whose number the
 * campaign has already, and a number on a do-not-call list is not added. A repeated request changes nothing.
 *
 * @throws DomainError `not_found` if the campaign does not exist; `conflict` if the campaign was cancelled or the limit
 *   `import_rows_per_day` is reached
 */
export async function addLeads(
  ctx: Context,
  actor: Actor,
  { campaign, leads, onDuplicate = 'skip' }: { campaign: Key; leads: NewLead[]; onDuplicate?: OnDuplicate },
): Promise<NewLeadsResult> {
  const scope = authorize(actor, 'leads.write');
  const { tenantId } = scope;
  const { import_rows_per_day: limit } = await tenantLimits(ctx, ctx.sql, tenantId);
  const { outcomes, errors } = await transaction(ctx, async (tx) => {
    const { sql } = tx;
    const { id: campaignId, callerId } = await requireOpenCampaign(sql, scope, campaign);
    const { defaultCountry } = await numberCountry(sql, tenantId, null, callerId);
    const { parsed, errors } = parseLeads(leads, {
      defaultCountry: defaultCountry ?? undefined,
      nowMs: ctx.clock.nowMs(),
    });
    const target = { tenantId, campaignId, importId: null, recordedBy: actor.userId, onDuplicate };
    const outcomes = await storeLeads(tx, target, parsed);
    if (!(await countImportedRows(sql, tenantId, leads.length, limit)))
      throw limitError('import_rows_per_day', limit ?? 0, (await importedToday(sql, tenantId)).rows);
    if ([...outcomes.values()].some(({ status }) => status === 'inserted' || status === 'requeued'))
      await enqueueTick(tx, campaignId);
    return { outcomes, errors };
  });
  const invalid: NewLeadResult = { status: 'invalid', id: null, uuid: null };
  const results = leads.map((_, index) => outcomes.get(index + 1) ?? invalid);
  const count = (status: NewLeadResult['status']) => results.filter((result) => result.status === status).length;
  const counts = {
    inserted: count('inserted'),
    duplicates: count('duplicate') + count('updated') + count('requeued'),
    updated: count('updated'),
    requeued: count('requeued'),
    dnc: count('dnc'),
    invalid: count('invalid'),
  };
  return { counts, results, errors };
}

function parseLeads(
  leads: NewLead[],
  { defaultCountry, nowMs }: { defaultCountry: string | undefined; nowMs: number },
): { parsed: ParsedLead[]; errors: RowError[] } {
  const parsed: ParsedLead[] = [];
  const errors: RowError[] = [];
  for (const [index, lead] of leads.entries()) {
    const row = index + 1;
    const country = lead.country === null ? undefined : countryCode(lead.country);
    const phone = parseDialableNumber(lead.phone, country ?? defaultCountry);
    if (phone.problem !== undefined) errors.push({ row, field: 'phone', value: lead.phone, error: phone.message });
    else if (lead.consent && lead.consent.givenAt.getTime() > nowMs)
      errors.push({
        row,
        field: 'consent.at',
        value: lead.consent.givenAt.toISOString(),
        error: 'must not be in the future',
      });
    else if (lead.country !== null && country === undefined)
      errors.push({ row, field: 'country', value: lead.country, error: 'must be a country, such as US' });
    else {
      const numbers = parsePhones({ phone: lead.phone, phoneNormalized: phone.e164, type: null });
      for (const further of lead.phones ?? []) {
        const problem = numbers.add(further, country ?? defaultCountry);
        if (problem) errors.push({ row, field: 'phones', value: further.phone, error: problem });
      }
      const parsedLead = { ...lead, phoneNormalized: phone.e164, country: country ?? phone.country };
      parsed.push({ row, lead: parsedLead, numbers: numbers.list() });
    }
  }
  return { parsed, errors };
}

/** Collects the different numbers of a lead. A number that is given again says the type of the first. */
function parsePhones(first: LeadPhone) {
  const numbers = new Map([[first.phoneNormalized, first]]);
  return {
    add(
      { phone: text, type }: { phone: string; type: string | null },
      country: string | undefined,
    ): string | undefined {
      const phone = parseDialableNumber(text, country);
      if (phone.problem !== undefined) return phone.message;
      const known = numbers.get(phone.e164);
      numbers.set(
        phone.e164,
        known ? { ...known, type: known.type ?? type } : { phone: text, phoneNormalized: phone.e164, type },
      );
      return undefined;
    },
    list: () => [...numbers.values()],
  };
}

/** Stores valid leads. Returns what became of each lead, by its row. */
async function storeLeads(tx: Tx, target: LeadTarget, parsed: ParsedLead[]): Promise<Map<number, NewLeadResult>> {
  if (parsed.length === 0) return new Map();
  const { sql } = tx;
  const phones = [...new Set(parsed.map(({ lead }) => lead.phoneNormalized))];
  const byPhone = async () => new Map((await leadsOfPhones(sql, target, phones)).map((row) => [row.phone, row]));
  const places = createPlaceList();
  const lines = parsed.map(({ row, lead, numbers }) =>
    leadCopyLine(row, lead, places.positionOf(lead.phoneNormalized), numbers),
  );
  await lockCampaignLeads(sql, target.campaignId);
  const before = await byPhone();
  const hasConsents = parsed.some(({ lead }) => lead.consent !== undefined);
  const { changed } = await storeLeadLines(tx, target, { lines, places: places.texts, hasConsents });
  const outcomes = outcomesOf(parsed, { before, after: await byPhone(), changed });
  const created = [...outcomes.values()].filter(({ status }) => status === 'inserted').flatMap(({ id }) => id ?? []);
  await insertCreatedLeads(sql, target, created);
  return outcomes;
}

type Stored = {
  before: Map<string, PhoneRow>;
  after: Map<string, PhoneRow>;
  changed: { phone: string; isRequeued: boolean }[];
};

function outcomesOf(parsed: ParsedLead[], { before, after, changed }: Stored): Map<number, NewLeadResult> {
  const changes = new Map(
    changed.map(({ phone, isRequeued }) => [phone, isRequeued ? 'requeued' : 'updated'] as const),
  );
  const seen = new Set<string>();
  const outcomes = new Map<number, NewLeadResult>();
  for (const { row, lead } of parsed) {
    const phone = lead.phoneNormalized;
    const { leadId: id = null, leadUuid: uuid = null } = after.get(phone) ?? {};
    const isFirst = !seen.has(phone);
    seen.add(phone);
    const status =
      isFirst && before.get(phone)?.leadUuid == null ? 'inserted' : (isFirst && changes.get(phone)) || 'duplicate';
    outcomes.set(row, { status: after.get(phone)?.onDncList === true ? 'dnc' : status, id, uuid });
  }
  return outcomes;
}
