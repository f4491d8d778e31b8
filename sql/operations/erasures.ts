/**
 * The erasure of a person's data on request. `shared/rules/operations/personal-data.ts` lists what is erased in which
 * column. Erased texts become {@link ERASED}, because most of the columns must not be null.
 */
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

/** The text that replaces a phone number or another value of a person. */
export const ERASED = 'erased';

/** What an erasure waits for, before it can continue or end. */
export type ErasureWait = 'calls' | 'imports' | 'recordings';

/** How many rows an erasure has erased, by the kind of the data. */
export type ErasureCounts = {
  leads: number;
  calls: number;
  callEvents: number;
  recordings: number;
  bidRequests: number;
  visits: number;
  contacts: number;
  rejectedRows: number;
  storedReplies: number;
};

export type ErasureRow = {
  id: number;
  uuid: string;
  tenantId: number;
  /** The number of the person, from the do-not-call list. */
  phone: string;
  reason: string;
  keepCallNumbers: boolean;
  status: 'running' | 'completed';
  waitsFor: ErasureWait | null;
  counts: Partial<ErasureCounts>;
  createdAt: Date;
  finishedAt: Date | null;
};

export type NewErasure = Pick<ErasureRow, 'reason' | 'keepCallNumbers'> & { dncNumberId: number; createdBy: number };

/** The person whose data is erased. */
export type Person = Pick<ErasureRow, 'tenantId' | 'phone' | 'keepCallNumbers'>;

const selected = (sql: Sql) => sql`
  select e.*, d.phone from erasures e join dnc_numbers d on d.id = e.dnc_number_id`;

/** @throws unique violation of `erasures_one_running` if an erasure of the number is running */
export async function insertErasure(sql: Sql, tenantId: number, erasure: NewErasure): Promise<{ id: number }> {
  const [row] = await sql<[{ id: number }]>`insert into erasures ${sql({ ...erasure, tenantId })} returning id`;
  return row;
}

export async function erasureByKey(sql: Sql, tenantId: number, key: Key): Promise<ErasureRow | undefined> {
  const [row] = await sql<ErasureRow[]>`
    ${selected(sql)} where e.tenant_id = ${tenantId} and ${keyMatches(sql, 'e', key)}`;
  return row;
}

/** @crossTenant Safe: the job `person.erase` names the erasure by id, and the erasure names the tenant. */
export async function runningErasureById(sql: Sql, id: number): Promise<ErasureRow | undefined> {
  const [row] = await sql<ErasureRow[]>`${selected(sql)} where e.id = ${id} and e.status = 'running'`;
  return row;
}

export async function listErasures(sql: Sql, tenantId: number, page: Page): Promise<ErasureRow[]> {
  return await sql<ErasureRow[]>`
    ${selected(sql)} where e.tenant_id = ${tenantId} ${newestFirst(sql, 'e', page)}`;
}

export async function countErasures(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*) from erasures where tenant_id = ${tenantId}`;
  return row.count;
}

/**
 * Lists running erasures that no job has run for `seconds`. The erasure that waits the longest comes first.
 *
 * @crossTenant Safe: the sweeper continues the erasures of all tenants.
 */
export async function listRunningErasureIds(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from erasures where status = 'running' and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by updated_at limit 100`;
  return rows.map(({ id }) => id);
}

/**
 * Locks a running erasure until the end of the transaction, so that two jobs of one erasure do not count a row twice.
 * Returns undefined if the erasure is completed.
 */
export async function lockErasure(
  sql: Sql,
  tenantId: number,
  id: number,
): Promise<Pick<ErasureRow, 'counts'> | undefined> {
  const [row] = await sql<Pick<ErasureRow, 'counts'>[]>`
    select counts from erasures where id = ${id} and tenant_id = ${tenantId} and status = 'running' for update`;
  return row;
}

export async function saveErasureCounts(
  sql: Sql,
  tenantId: number,
  id: number,
  counts: ErasureRow['counts'],
): Promise<void> {
  await sql`
    update erasures set counts = ${sql.json(counts)}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

/** Stores what a running erasure waits for. */
export async function saveErasureWait(sql: Sql, tenantId: number, id: number, waitsFor: ErasureWait): Promise<void> {
  await sql`
    update erasures set waits_for = ${waitsFor}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} and status = 'running'`;
}

/**
 * Completes an erasure. Returns false while the carrier has not deleted all recordings. The recordings of other erasures
 * count too, because an erased recording does not say whose it was.
 */
export async function completeErasure(sql: Sql, tenantId: number, id: number): Promise<boolean> {
  const completed = await sql`
    update erasures set status = 'completed', waits_for = null, finished_at = clock_now(), updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} and status = 'running'
      and not exists (select from recordings r where r.tenant_id = ${tenantId} and r.delete_due)`;
  return completed.count === 1;
}

/** SQL condition: the person is the called person or the caller of call `c`. */
const isCallOf = (sql: Sql, { phone }: Person) => sql`
  (c.direction = 'outbound' and c.to_number = ${phone} or c.direction = 'inbound' and c.from_number = ${phone})`;

/** SQL condition: call `c` has data of the person that was not erased yet. */
const hasDataOf = (sql: Sql, person: Person) =>
  sql`(${isCallOf(sql, person)} and not (c.erased and ${person.keepCallNumbers}))`;

/**
 * What the erasure must wait for: a call that is live or whose carrier reports may still arrive, or an import whose file
 * may contain the number. Externally logged calls do not count, because their end may never be reported.
 */
export async function findErasureWait(
  sql: Sql,
  person: Person,
  { settleSeconds, startedAt }: { settleSeconds: number; startedAt: Date },
): Promise<'calls' | 'imports' | null> {
  const [row] = await sql<[{ calls: boolean; imports: boolean }]>`
    select
      exists (select from calls c where c.tenant_id = ${person.tenantId} and ${isCallOf(sql, person)}
        and not c.externally_logged and not c.erased
        and (c.live or c.ended_at > clock_now() - make_interval(secs => ${settleSeconds}))) as calls,
      exists (select from lead_imports i where i.tenant_id = ${person.tenantId} and i.created_at <= ${startedAt}
        and i.status in ('uploading', 'pending', 'running')) as imports`;
  return row.calls ? 'calls' : row.imports ? 'imports' : null;
}

/** SQL condition: rejected row `e` of import `i` has the number, in any spelling. */
const isRejectedRowOf = (sql: Sql, tenantId: number, nationalDigits: string) => sql`
  (i.tenant_id = ${tenantId} and not i.errors_deleted
    and (regexp_replace(e.value, '[^0-9]', '', 'g') like ${`%${nationalDigits}`}
      or regexp_replace(e.cells::text, '[^0-9]', '', 'g') like ${`%${nationalDigits}%`}))`;

/** SQL condition: lead `l` has the number of the person, as its only or as one of several numbers. */
const isLeadOf = (sql: Sql, tenantId: number, phone: string) => sql`
  (l.phone_normalized = ${phone} or l.id in (
    select n.lead_id from lead_phones n where n.tenant_id = ${tenantId} and n.phone_normalized = ${phone}))`;

/** Counts the rows that an erasure would erase. Stored replies are encrypted and are not counted. */
export async function countPersonRows(
  sql: Sql,
  person: Person,
  nationalDigits: string,
): Promise<Omit<ErasureCounts, 'storedReplies'>> {
  const { tenantId, phone } = person;
  const [row] = await sql<[Omit<ErasureCounts, 'storedReplies'>]>`
    with person_calls as materialized (select c.id, c.visit_id from calls c where c.tenant_id = ${tenantId} and ${hasDataOf(sql, person)})
    select
      (select count(*) from leads l where l.tenant_id = ${tenantId} and ${isLeadOf(sql, tenantId, phone)}) as leads,
      (select count(*) from person_calls) as calls,
      (select count(*) from call_events where call_id in (select id from person_calls)) as call_events,
      (select count(*) from recordings where call_id in (select id from person_calls) and status <> 'deleted') as recordings,
      (select count(*) from bid_requests where tenant_id = ${tenantId} and caller_id = ${phone}) as bid_requests,
      (select count(distinct v.id) from person_calls c join visits o on o.id = c.visit_id
        join visits v on v.tag_id = o.tag_id and v.session_id = o.session_id) as visits,
      (select count(*) from integration_contacts where tenant_id = ${tenantId} and phone = ${phone}) as contacts,
      (select count(*) from lead_import_errors e join lead_imports i on i.id = e.import_id
        where ${isRejectedRowOf(sql, tenantId, nationalDigits)}) as rejected_rows`;
  return row;
}

/** Lists calls of the person whose data must be erased. Live calls are not listed. */
export async function listCallsToErase(sql: Sql, person: Person, limit: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select c.id from calls c
    where c.tenant_id = ${person.tenantId} and ${hasDataOf(sql, person)} and (not c.live or c.externally_logged)
    limit ${limit}`;
  return rows.map(({ id }) => id);
}

/**
 * Erases the person's data in calls: the number, notes, metadata and the URL of a recording. The times, the outcome and
 * the amounts stay. `updated_at` stays too, because the time would lead to the erasure.
 */
export async function eraseCalls(sql: Sql, person: Person, callIds: number[]): Promise<void> {
  const { tenantId, keepCallNumbers } = person;
  await sql`
    update calls set erased = true, notes = null, metadata = '{}', given_recording_url = null,
      from_number = case when direction = 'inbound' and not ${keepCallNumbers} then ${ERASED} else from_number end,
      to_number = case when direction = 'outbound' and not ${keepCallNumbers} then ${ERASED} else to_number end
    where tenant_id = ${tenantId} and id = any(${callIds})`;
}

/** Erases the person's number in the legs of calls. */
export async function eraseLegs(sql: Sql, { tenantId, phone }: Person, callIds: number[]): Promise<void> {
  await sql`
    update call_legs set
      from_number = case when from_number = ${phone} then ${ERASED} else from_number end,
      to_number = case when to_number = ${phone} then ${ERASED} else to_number end
    where tenant_id = ${tenantId} and call_id = any(${callIds}) and ${phone} in (from_number, to_number)`;
}

/** Deletes the events of calls, which contain names, numbers and notes. Returns the number of events. */
export async function deleteEventsOfCalls(sql: Sql, tenantId: number, callIds: number[]): Promise<number> {
  return (await sql`delete from call_events where tenant_id = ${tenantId} and call_id = any(${callIds})`).count;
}

/** Deletes the stored events about calls for the webhooks of number pools. */
export async function deletePoolWebhookDeliveries(sql: Sql, tenantId: number, callIds: number[]): Promise<void> {
  await sql`
    delete from pool_webhook_deliveries d using number_pools p, unnest(${callIds}::bigint[]) as call (id)
    where p.tenant_id = ${tenantId} and d.pool_id = p.id
      and d.event_key in ('call.received:' || call.id, 'call.ended:' || call.id)`;
}

/**
 * Erases the visits that led to calls, and the other visits of the same browser. Their number, times, sources and
 * campaigns stay for the statistics. Returns the number of visits.
 */
export async function eraseVisits(sql: Sql, tenantId: number, callIds: number[]): Promise<number> {
  const visits = await sql<{ id: number }[]>`
    update visits v set session_id = 'erased-' || v.id, tracking_id = 'erased-' || v.id, ip_address = 'none',
      address_shortened = true, user_agent = null, referrer = null, page = null, content = null, term = null,
      gclid = null, fbclid = null, msclkid = null, tags = '{}'
    where v.tenant_id = ${tenantId} and v.session_id not like 'erased-%' and (v.tag_id, v.session_id) in (
      select o.tag_id, o.session_id from calls c join visits o on o.id = c.visit_id
      where c.tenant_id = ${tenantId} and c.id = any(${callIds}))
    returning v.id`;
  await sql`
    update number_leases set session_id = 'erased-' || id, client_address = 'none'
    where tenant_id = ${tenantId} and visit_id = any(${visits.map(({ id }) => id)})`;
  return visits.length;
}

/**
 * Erases the ids and errors of calls on CRM platforms. Calls that were not sent yet are not sent any more: with state
 * `given_up` no sync tries again.
 */
export async function eraseSyncRecords(sql: Sql, tenantId: number, callIds: number[]): Promise<void> {
  await sql`
    update integration_records set
      state = case when state = 'sent' then state else 'given_up' end,
      external_id = case when external_id is null then null else ${ERASED} end,
      error = case when state = 'sent' then null else 'The data of the person was erased on request.' end
    where tenant_id = ${tenantId} and call_id = any(${callIds})`;
}

/**
 * Erases leads with the person's number in all campaigns of the tenant. The lead stays for the counts of its campaign,
 * and the database refuses to call it. Leads in a call are left out; the erasure waits for the end of their call.
 *
 * @returns the number of leads
 */
export async function eraseLeads(sql: Sql, { tenantId, phone }: Person, limit: number): Promise<number> {
  const erased = await sql<{ id: number }[]>`
    update leads set erased = true, phone = ${ERASED}, phone_normalized = 'erased-' || id, dial_phone = null, first_name = null,
      last_name = null, email = null, type = null, custom_fields = '{}', notes = null,
      do_not_call = true, status = 'dnc', status_reason = 'erased', next_call_at = null, call_back = false
    where tenant_id = ${tenantId} and id in (
      select l.id from leads l
      where l.tenant_id = ${tenantId} and ${isLeadOf(sql, tenantId, phone)} and l.status not in ('queued', 'calling')
      order by l.id limit ${limit} for update)
    returning id`;
  const ids = erased.map(({ id }) => id);
  await sql`delete from consents where tenant_id = ${tenantId} and phone = ${phone}`;
  await sql`delete from lead_phones where tenant_id = ${tenantId} and lead_id = any(${ids})`;
  await sql`delete from lead_previews where tenant_id = ${tenantId} and lead_id = any(${ids})`;
  return erased.length;
}

/**
 * Erases the caller's number in bid requests, and the raw replies of the bidders, which may repeat the number. Returns
 * the number of bid requests.
 */
export async function eraseBidRequests(sql: Sql, { tenantId, phone }: Person, limit: number): Promise<number> {
  const requests = await sql<{ id: number }[]>`
    update bid_requests set caller_id = ${ERASED}
    where id in (select b.id from bid_requests b where b.tenant_id = ${tenantId} and b.caller_id = ${phone} limit ${limit})
    returning id`;
  await sql`
    update bid_responses set raw_response = null
    where tenant_id = ${tenantId} and bid_request_id = any(${requests.map(({ id }) => id)})`;
  return requests.length;
}

/** Deletes the person's ids on CRM platforms. Returns the number of ids. */
export async function deleteContactsOfPerson(sql: Sql, { tenantId, phone }: Person): Promise<number> {
  return (await sql`delete from integration_contacts where tenant_id = ${tenantId} and phone = ${phone}`).count;
}

/**
 * Erases the values in rejected rows of imports that have the number, and deletes warnings about the number. Returns the
 * number of rejected rows.
 */
export async function eraseRejectedRows(sql: Sql, tenantId: number, nationalDigits: string): Promise<number> {
  const erased = await sql`
    update lead_import_errors e set value = ${ERASED}, cells = null, error = 'The value of this row was erased on request.'
    from lead_imports i where i.id = e.import_id and ${isRejectedRowOf(sql, tenantId, nationalDigits)}`;
  await sql`
    delete from lead_import_warnings w using lead_imports i
    where i.id = w.import_id and i.tenant_id = ${tenantId}
      and regexp_replace(w.value, '[^0-9]', '', 'g') like ${`%${nationalDigits}`}`;
  return erased.count;
}

export type StoredReplyRow = { key: string; body: string };

/** Lists stored replies of requests with an Idempotency-Key, in the order of the keys. The bodies are encrypted. */
export async function listStoredReplies(
  sql: Sql,
  tenantId: number,
  { afterKey, limit }: { afterKey: string; limit: number },
): Promise<StoredReplyRow[]> {
  return await sql<StoredReplyRow[]>`
    select key, body from idempotency_keys
    where tenant_id = ${tenantId} and body is not null and key > ${afterKey} order by key limit ${limit}`;
}

/** Replaces a stored reply. Does nothing if the reply was changed in the meantime. */
export async function replaceStoredReply(
  sql: Sql,
  tenantId: number,
  { key, body }: StoredReplyRow,
  replacement: { status: number; body: string },
): Promise<void> {
  await sql`
    update idempotency_keys set status = ${replacement.status}, body = ${replacement.body}, headers = '{}'
    where tenant_id = ${tenantId} and key = ${key} and body = ${body}`;
}
