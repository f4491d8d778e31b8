import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { insertRecordsOfEndedCalls } from '../../../../sql/integrations/sync-records.ts';
import { send } from '../../../helpers/api/client.ts';
import { insertRow } from '../../../helpers/fixtures/rows.ts';
import { createImportAccount, importFile } from '../../../helpers/fixtures/lead-imports.ts';
import { insertPersonCall, insertPersonEverywhere, MARK } from '../../../helpers/fixtures/person-data.ts';
import { PERSONAL_DATA } from '../../../../shared/rules/operations/personal-data.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { ctx } = system;
const { sql } = ctx;
const account = await createImportAccount(system);
const { owner, tenantId, campaign } = account;

let next = 2_000_000;
const newPhone = () => `+1415${next++}`;
const ago = (seconds: number) => new Date(ctx.clock.nowMs() - seconds * 1000);

const erase = (phone: string, more = {}) =>
  owner.post('/api/privacy/erasures', { phone_number: phone, reason: 'Asked by e-mail', ...more });

/** Starts an erasure and runs its job. Returns the erasure as the API shows it. */
async function runErasure(phone: string, more = {}) {
  const reply = await erase(phone, more);
  expect(reply).toMatchObject({ status: 202 });
  return continueErasure(reply.body.erasure.id);
}

async function continueErasure(uuid: string) {
  const [{ id }] = await sql<[{ id: number }]>`select id from erasures where uuid = ${uuid}`;
  await system.runJob('person.erase', { erasureId: id });
  return (await owner.get(`/api/privacy/erasures/${uuid}`)).body.erasure;
}

const tables = (
  await sql<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`
).map(({ name }) => name);

/** Returns the tables (or `table.column`) that contain one of the texts. */
async function placesWith(places: readonly string[], ...texts: string[]): Promise<string[]> {
  const selects = places.map((place) => {
    const [table, column] = place.split('.');
    return `select '${place}' as place where exists (
      select from ${table} t, unnest($1::text[]) x where position(x in ${column ? `t.${column}` : 't'}::text) > 0)`;
  });
  const rows = await sql.unsafe<{ place: string }[]>(selects.join(' union all '), [texts]);
  return rows.map(({ place }) => place);
}

/** These columns contain no text of the person that a fixture could plant. */
const NOT_PLANTED = new Set(['pool_webhook_deliveries.event_key', 'idempotency_keys.headers', 'idempotency_keys.body']);

test('an erasure leaves the number in the do-not-call list only, and nothing else of the person', async () => {
  const phone = newPhone();
  const { callId, inbound, spelling } = await insertPersonEverywhere(system, account, phone);
  const other = await createImportAccount(system);
  const ofOther = await insertPersonCall(system, other, { phone });
  // Other data of the tenant stays.
  const neighbour = await insertPersonCall(system, account, { phone: newPhone() });
  const before = await sql`select total_leads from campaigns where id = ${campaign.id}`;

  const erasedColumns = Object.entries(PERSONAL_DATA)
    .flatMap(([table, { erased = '' }]) => erased.split(' ').map((column) => `${table}.${column}`))
    .filter((place) => !place.endsWith('.') && !NOT_PLANTED.has(place));
  expect(await placesWith(erasedColumns, MARK, phone, spelling)).toEqual(erasedColumns);

  const counts = {
    leads: 1,
    calls: 2,
    call_events: 1,
    recordings: 2,
    bid_requests: 1,
    visits: 2,
    contacts: 1,
    rejected_rows: 1,
  };
  const dryRun = await erase(phone, { dry_run: true });
  expect(dryRun).toMatchObject({ status: 200, body: { dry_run: true, would_erase: { ...counts, stored_replies: 0 } } });
  expect(await sql`select from erasures`).toHaveLength(0);

  const started = await runErasure(phone);
  expect(started).toMatchObject({ status: 'running', waits_for: 'recordings', erased: counts });
  for (const { id } of await sql<{ id: number }[]>`select id from recordings where delete_due`)
    await system.runJob('recording.delete', { recordingId: id });
  const erasure = await continueErasure(started.id);
  expect(erasure).toMatchObject({ status: 'completed', waits_for: null, phone_number: phone, erased: counts });
  expect(erasure.kept.map(({ data }: { data: string }) => data)[0]).toBe('The number, in the do-not-call list');

  // The rows of the other tenant and of the neighbour have the mark, too.
  for (const { callId: id, leadId } of [ofOther, neighbour]) {
    expect(await sql`select notes from calls where id = ${id}`).toEqual([{ notes: MARK }]);
    expect(await sql`select first_name from leads where id = ${leadId}`).toEqual([{ firstName: MARK }]);
    await sql`delete from recordings where call_id = ${id}`;
    await sql`delete from calls where id = ${id}`;
    await sql`delete from leads where id = ${leadId}`;
  }
  expect(await placesWith(tables, MARK, spelling, phone)).toEqual(['dnc_numbers']);
  expect(await sql`select source, tenant_id from dnc_numbers where phone = ${phone}`).toEqual([
    { source: 'erasure', tenantId },
  ]);
  // What is about money and counts stays.
  expect(await sql`select distinct cost, disposition from calls where id in (${callId}, ${inbound})`).toEqual([
    { cost: 0.5, disposition: 'answered' },
  ]);
  expect(await sql`select total_leads from campaigns where id = ${campaign.id}`).toEqual(before);
  expect(await sql`select value from lead_import_errors where value like '+%'`).toHaveLength(1);
  expect(await sql`select state from integration_records order by call_id`).toEqual([
    { state: 'given_up' },
    { state: 'sent' },
  ]);
});

test('the number is not called again: a later upload brings no lead, and the erased lead stays erased', async () => {
  const phone = newPhone();
  const { leadId, recordingId } = await insertPersonCall(system, account, { phone });
  await runErasure(phone);
  await system.runJob('recording.delete', { recordingId });
  expect(await importFile(system, account, `phone\n${phone}\n`)).toMatchObject({ inserted: 0, dnc: 1 });
  const [lead] = await sql<[{ uuid: string }]>`select uuid from leads where id = ${leadId}`;
  expect((await owner.get(`/api/leads/${lead.uuid}`)).body.lead).toMatchObject({
    phone: 'erased',
    first_name: null,
    status: 'dnc',
    status_reason: 'erased',
    do_not_call: true,
  });
  expect(await owner.put(`/api/leads/${lead.uuid}`, { do_not_call: false })).toMatchObject({ status: 409 });
  await expect(sql`update leads set status = 'pending' where id = ${leadId}`).rejects.toThrow(
    /leads_erased_are_not_called/,
  );
});

test('an erasure waits for a live call, and for late reports of an ended call', async () => {
  const phone = newPhone();
  const { callId, recordingId } = await insertPersonCall(system, account, { phone, status: 'in-progress' });
  const erasure = await runErasure(phone);
  expect(erasure).toMatchObject({ status: 'running', waits_for: 'calls', erased: { calls: 0, leads: 0 } });
  expect(await erase(phone)).toMatchObject({ status: 409 });
  await sql`update calls set status = 'completed', disposition = 'answered', end_time = clock_now() where id = ${callId}`;
  await sql`update leads set status = 'dnc', do_not_call = true where phone_normalized = ${phone}`;
  expect(await continueErasure(erasure.id)).toMatchObject({ waits_for: 'calls' });
  await sql`update calls set ended_at = ${ago(3_601)} where id = ${callId}`;
  expect(await continueErasure(erasure.id)).toMatchObject({ waits_for: 'recordings', erased: { calls: 1, leads: 1 } });
  await system.runJob('recording.delete', { recordingId });
  expect(await continueErasure(erasure.id)).toMatchObject({ status: 'completed' });
});

test('the carrier deletes the recordings: failures are repeated, and a recording that is reported late is deleted', async () => {
  const phone = newPhone();
  const { callUuid, callId, recordingId, recordingSid } = await insertPersonCall(system, account, { phone });
  const atCarrier = vi.spyOn(ctx.carrier, 'deleteRecording');
  atCarrier.mockRejectedValueOnce(new Error('The carrier does not answer.'));
  const { id } = await runErasure(phone);
  // Users cannot hear the recording, although the carrier still has it.
  const session = { token: owner.token, api: 'callcenter-pro' as const };
  expect(await send(system, 'GET', `/api/twilio/recordings/${recordingSid}/media`, session)).toMatchObject({
    status: 404,
  });
  await expect(system.runJob('recording.delete', { recordingId })).rejects.toThrow('does not answer');
  expect(await continueErasure(id)).toMatchObject({ status: 'running', waits_for: 'recordings' });
  await sql`update recordings set updated_at = ${ago(60)} where id = ${recordingId}`;
  await sql`update erasures set updated_at = ${ago(60)} where uuid = ${id}`;
  await system.runJob('system.sweep', {});
  const waiting = await ctx.queues.get('reconcile')!.getWaiting();
  expect(waiting.map((job) => job.name)).toEqual(expect.arrayContaining(['recording.delete', 'person.erase']));
  await system.runJob('recording.delete', { recordingId });
  expect(atCarrier).toHaveBeenLastCalledWith(recordingSid);
  expect(await continueErasure(id)).toMatchObject({ status: 'completed' });

  const params = {
    RecordingSid: 'RElate',
    RecordingUrl: `https://carrier.example/${MARK}`,
    RecordingStatus: 'completed',
  };
  await sql`update calls set call_sid = ${`CA${callId}`} where id = ${callId}`;
  await system.runJob('call.event', {
    source: 'recording',
    callUuid,
    params: { ...params, CallSid: `CA${callId}` },
    receivedAtMs: ctx.clock.nowMs(),
  });
  expect(await sql`select status, media_url, delete_due from recordings where recording_sid = 'RElate'`).toEqual([
    { status: 'deleted', mediaUrl: null, deleteDue: true },
  ]);
  await sql`update recordings set delete_due = false`;
});

test('keep_call_numbers keeps the number in calls, until an erasure without it', async () => {
  const phone = newPhone();
  const { callId, recordingId } = await insertPersonCall(system, account, { phone });
  const numbers = async () => (await sql`select to_number, notes, erased from calls where id = ${callId}`)[0];
  const { id, kept } = await runErasure(phone, { keep_call_numbers: true });
  expect(kept[0].reason).toContain('16 CFR 310.5');
  expect(await numbers()).toEqual({ toNumber: phone, notes: null, erased: true });
  await system.runJob('recording.delete', { recordingId });
  expect(await continueErasure(id)).toMatchObject({ status: 'completed', erased: { calls: 1 } });
  expect(await runErasure(phone)).toMatchObject({ status: 'completed', erased: { calls: 1 } });
  expect(await numbers()).toEqual({ toNumber: 'erased', notes: null, erased: true });
});

test('calls of an erased person are not sent to a CRM platform any more', async () => {
  const { id: integrationId } = await insertRow.integrations(sql, tenantId);
  const limits = { limit: 1_000, lookBackSeconds: 600 };
  await insertRecordsOfEndedCalls(sql, { tenantId, integrationId }, limits);
  const phone = newPhone();
  const { recordingId } = await insertPersonCall(system, account, { phone });
  await runErasure(phone);
  await system.runJob('recording.delete', { recordingId });
  expect(await insertRecordsOfEndedCalls(sql, { tenantId, integrationId }, limits)).toBe(0);
});

test('a stored reply with the number is erased, and its request is not executed again', async () => {
  const phone = newPhone();
  const headers = { 'idempotency-key': randomUUID() };
  const repeat = () => send(system, 'POST', '/api/dnc', { token: owner.token, body: { phone }, headers });
  expect(await repeat()).toMatchObject({ status: 201, body: { dnc: { phone } } });
  expect(await repeat()).toMatchObject({ status: 201, body: { dnc: { phone } } });
  expect(await runErasure(phone)).toMatchObject({ status: 'completed', erased: { stored_replies: 1 } });
  expect(await repeat()).toMatchObject({ status: 409, body: { error: expect.stringContaining('erased') } });
});
