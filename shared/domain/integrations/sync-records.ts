/**
 * Sends calls to a platform, each call once. The sync record of a call is marked as `sending` before the call is sent,
 * and as `sent` or `failed` after the platform's response. If a worker dies before the response, the next worker knows
 * which calls the platform may already have.
 */
import type { PlatformCall, PlatformClient, SaveOutcomes } from '../../clients/platform.ts';
import type { Context } from '../../context.ts';
import { deleteContacts } from '../../../sql/integrations/contacts.ts';
import {
  advanceWatermark,
  type DueRecord,
  type FailedRecord,
  insertRecordsOfEndedCalls,
  listCallsToSync,
  listDueRecords,
  markFailed,
  markSending,
  markSent,
  type SentRecord,
  type SyncCall,
  type SyncScope,
} from '../../../sql/integrations/sync-records.ts';
import type { Sql } from '../../../sql/db.ts';
import { fromMicrosOrNull } from '../../rules/values/money.ts';
import { findOrSaveContacts } from './contacts.ts';
import { recordingMediaUrlOfCall } from '../calls/recordings.ts';

/** A call is given up after the platform has rejected the call this many times. A sync sends each call at most once. */
const REJECTIONS_MAX = 5;
/** Maximum of ended calls that get a sync record in one SQL statement. */
const INSERT_MAX = 1_000;
/**
 * How far before the watermark the search for ended calls starts. (Calls that ended before the watermark are sent or
 * given up.) The search starts before the watermark because a transaction may commit the end of a call after the
 * watermark was set. Seconds of real time; the time is longer than any transaction.
 */
const LATE_COMMIT_SECONDS = 600;
/**
 * A call is sent without its revenue if its value is not known this long after its end, for example because the carrier
 * does not tell the result of the `<Dial>`. Seconds of product time.
 */
const VALUE_WAIT_SECONDS = 3_600;

/**
 * Sends the next batch of calls to the platform.
 *
 * @returns false if no call is left
 */
export async function sendNextBatch(ctx: Context, scope: SyncScope, client: PlatformClient): Promise<boolean> {
  const { sql } = ctx;
  const due = await findDueRecords(ctx, ctx.sql, scope, client.batchMax);
  if (due.length === 0) return false;
  const callIds = due.map(({ callId }) => callId);
  await markSending(sql, scope, callIds);
  const records = new Map(due.map((record) => [record.callId, record]));
  const calls = (await listCallsToSync(sql, scope.tenantId, callIds)).map((call) =>
    toOutgoingCall(ctx, call, records.get(call.callId)),
  );
  const unsent = await skipCallsOnPlatform(ctx, scope, client, due, calls);
  const addressed = await addContactIds(ctx, scope, client, unsent);
  if (addressed.length > 0)
    await storeOutcomes(ctx, scope, addressed, await client.saveCalls(addressed.map(({ call }) => call)));
  await advanceWatermark(sql, scope);
  return true;
}

/** Returns the next sync records to send. Searches for newly ended calls if no stored sync record is due. */
export async function findDueRecords(
  ctx: Pick<Context, 'clock'>,
  sql: Sql,
  scope: SyncScope,
  limit: number,
): Promise<DueRecord[]> {
  const lookBackSeconds = LATE_COMMIT_SECONDS * Math.max(1, ctx.clock.speed);
  for (;;) {
    const due = await listDueRecords(sql, scope, { limit, valueSeconds: VALUE_WAIT_SECONDS });
    if (due.length > 0) return due;
    // The records of calls that still wait for their value are inserted, but are not due.
    if ((await insertRecordsOfEndedCalls(sql, scope, { limit: INSERT_MAX, lookBackSeconds })) === 0) return [];
  }
}

/** A call in the format of the platform clients, and the call's id in the product's database. */
type OutgoingCall = { callId: number; call: PlatformCall };

function toOutgoingCall(
  { config }: Pick<Context, 'config'>,
  row: SyncCall,
  { revision, externalId }: Pick<DueRecord, 'revision' | 'externalId'> = { revision: 0, externalId: null },
): OutgoingCall {
  const { callId, duration, firstName, lastName, direction, fromNumber, toNumber, ...otherFields } = row;
  const { recordingSid, revenueMicros, ...fields } = otherFields;
  const phone = direction === 'inbound' ? fromNumber : toNumber;
  return {
    callId,
    call: {
      ...fields,
      ...(revision > 0 && { correction: { revision, externalId } }),
      revenue: fromMicrosOrNull(revenueMicros),
      recordingUrl: recordingMediaUrlOfCall(config, { recordingSid, recordingUrl: row.recordingUrl }),
      direction,
      fromNumber,
      toNumber,
      durationSeconds: duration,
      contact: { phone, firstName, lastName },
      contactId: null,
    },
  };
}

/**
 * Returns the calls that must still be sent. If the platform would store a call twice, this function searches the
 * platform for calls that an earlier worker sent without a confirmation. Calls that the search finds are marked as
 * sent. If the search is incomplete, calls that the search does not find are given up, because sending such a call
 * again could store the call twice.
 */
async function skipCallsOnPlatform(
  { sql }: Context,
  scope: SyncScope,
  client: PlatformClient,
  due: DueRecord[],
  calls: OutgoingCall[],
): Promise<OutgoingCall[]> {
  const unconfirmedIds = new Set(due.filter(({ state }) => state === 'sending').map(({ callId }) => callId));
  const unconfirmed = calls.filter(({ callId }) => unconfirmedIds.has(callId));
  if (unconfirmed.length === 0 || !client.findCalls) return calls;
  const { externalIds, complete } = await client.findCalls(unconfirmed.map(({ call }) => call));
  const existing = unconfirmed.flatMap(({ callId, call }): SentRecord[] => {
    const externalId = externalIds.get(call.uuid);
    if (externalId === undefined) return [];
    // A corrected call replaces what the platform has.
    if (call.correction) call.correction.externalId = externalId;
    return call.correction ? [] : [{ callId, externalId }];
  });
  const unknown = complete ? [] : unconfirmed.filter(({ call }) => !externalIds.has(call.uuid));
  const error =
    'The platform did not confirm this call, and its list of calls is too long to search. ' +
    'Check on the platform whether the call exists.';
  const givenUp = unknown.map(({ callId }): FailedRecord => ({ callId, error }));
  await markSent(sql, scope, existing);
  await markFailed(sql, scope, givenUp, 0);
  const skippedIds = new Set([...existing, ...givenUp].map(({ callId }) => callId));
  return calls.filter(({ callId }) => !skippedIds.has(callId));
}

/**
 * Returns the calls with the platform's ids of the calls' contacts. Calls whose contact was rejected are marked as
 * failed.
 */
async function addContactIds(
  { sql }: Context,
  scope: SyncScope,
  client: PlatformClient,
  calls: OutgoingCall[],
): Promise<OutgoingCall[]> {
  const { ids, errors } = await findOrSaveContacts(
    sql,
    scope,
    client,
    calls.map(({ call }) => call),
  );
  const failed: FailedRecord[] = [];
  const addressed: OutgoingCall[] = [];
  for (const { callId, call } of calls) {
    const { phone } = call.contact;
    const error = errors.get(phone);
    if (error === undefined) addressed.push({ callId, call: { ...call, contactId: ids.get(phone) ?? null } });
    else failed.push({ callId, error: `Contact ${phone}: ${error}` });
  }
  await markFailed(sql, scope, failed, REJECTIONS_MAX);
  return addressed;
}

async function storeOutcomes(
  { sql }: Context,
  scope: SyncScope,
  calls: OutgoingCall[],
  outcomes: SaveOutcomes,
): Promise<void> {
  const sent: SentRecord[] = [];
  const failed: FailedRecord[] = [];
  const missingContacts: string[] = [];
  for (const { callId, call } of calls) {
    const outcome = outcomes.get(call.uuid) ?? { error: 'The response of the platform does not mention this call.' };
    if ('externalId' in outcome) sent.push({ callId, externalId: outcome.externalId });
    else failed.push({ callId, error: outcome.error });
    if ('contactMissing' in outcome) missingContacts.push(call.contact.phone);
  }
  await markSent(sql, scope, sent);
  await markFailed(sql, scope, failed, REJECTIONS_MAX);
  await deleteContacts(sql, scope, missingContacts);
}
