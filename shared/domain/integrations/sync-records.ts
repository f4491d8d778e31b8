/**
 * Tells a platform of calls, each once. A record is marked before it leaves and marked again by what the platform said of it,
 * so that whatever dies in between, the next worker knows which calls may be there already.
 */
import type { SaveOutcomes, PlatformCall, PlatformClient } from '../../clients/platform.ts';
import type { Context } from '../../context.ts';
import { isE164Syntax } from '../../rules/values/phone.ts';
import {
  advanceWatermark,
  type DueRecord,
  listDueRecords,
  type FailedRecord,
  deleteContacts,
  listContacts,
  markFailed,
  markSending,
  markSent,
  upsertContacts,
  type SentRecord,
  insertRecordsOfEndedCalls,
  type SyncCall,
  listCallsToSync,
  type SyncScope,
} from '../../../sql/integrations/sync-records.ts';
import { recordingMediaUrlOfCall } from '../calls/recording-media.ts';

/** How many syncs a rejected call is tried in. */
const RECORD_FAILURES_MAX = 5;
/** Ended calls are put on record as many at once. */
const STAGE_MAX = 1_000;
/** Longer than any transaction lasts, in real seconds: within it, one may still end a call before the watermark. */
const LATE_COMMIT_SECONDS = 600;

/** Tells the platform of the next batch. @returns false when there is none. */
export async function sendNextBatch(ctx: Context, scope: SyncScope, client: PlatformClient): Promise<boolean> {
  const { sql } = ctx;
  const due = await nextRecords(ctx, scope, client.batchMax);
  if (due.length === 0) return false;
  const callIds = due.map(({ callId }) => callId);
  await markSending(sql, scope, callIds);
  const calls = (await listCallsToSync(sql, scope.tenantId, callIds)).map((call) => platformCall(ctx, call));
  const rest = await withoutThoseThere(ctx, scope, client, due, calls);
  const addressed = await withContacts(ctx, scope, client, rest);
  if (addressed.length > 0)
    await settle(ctx, scope, addressed, await client.saveCalls(addressed.map(({ call }) => call)));
  await advanceWatermark(sql, scope);
  return true;
}

async function nextRecords(ctx: Context, scope: SyncScope, limit: number): Promise<DueRecord[]> {
  const due = await listDueRecords(ctx.sql, scope, limit);
  if (due.length > 0) return due;
  const lookBackSeconds = LATE_COMMIT_SECONDS * Math.max(1, ctx.clock.speed);
  const staged = await insertRecordsOfEndedCalls(ctx.sql, scope, { limit: STAGE_MAX, lookBackSeconds });
  return staged === 0 ? [] : listDueRecords(ctx.sql, scope, limit);
}

type Numbered = { callId: number; call: PlatformCall };

function platformCall({ config }: Pick<Context, 'config'>, call: SyncCall): Numbered {
  const { callId, duration, firstName, lastName, direction, fromNumber, toNumber, recordingSid, ...same } = call;
  const phone = direction === 'inbound' ? fromNumber : toNumber;
  return {
    callId,
    call: {
      ...same,
      recordingUrl: recordingMediaUrlOfCall(config, { recordingSid, recordingUrl: same.recordingUrl }),
      direction,
      fromNumber,
      toNumber,
      durationSeconds: duration,
      contact: { phone, firstName, lastName },
      contactId: null,
    },
  };
}

/** Where sending twice leaves two, calls whose sending nobody has seen the end of are looked for first. */
async function withoutThoseThere(
  { sql }: Context,
  scope: SyncScope,
  client: PlatformClient,
  due: DueRecord[],
  calls: Numbered[],
): Promise<Numbered[]> {
  const unseen = new Set(due.filter(({ state }) => state === 'sending').map(({ callId }) => callId));
  const doubtful = calls.filter(({ callId }) => unseen.has(callId));
  if (doubtful.length === 0 || !client.findCalls) return calls;
  const { found, complete } = await client.findCalls(doubtful.map(({ call }) => call));
  const there = doubtful.flatMap(({ callId, call }) => {
    const externalId = found.get(call.uuid);
    return externalId === undefined ? [] : [{ callId, externalId }];
  });
  const isThere = new Set(there.map(({ callId }) => callId));
  const unknown = complete ? [] : doubtful.filter(({ callId }) => !isThere.has(callId));
  await markSent(sql, scope, there);
  const error =
    'Its sending broke off, and the platform’s list is too long to find out whether it is there. Look for it.';
  await markFailed(
    sql,
    scope,
    unknown.map(({ callId }) => ({ callId, error })),
    // Sent again, it might be there twice.
    0,
  );
  const settled = new Set([...isThere, ...unknown.map(({ callId }) => callId)]);
  return calls.filter(({ callId }) => !settled.has(callId));
}

/** With the platform's ids of the people; who is not known yet is saved there. */
async function withContacts(
  { sql }: Context,
  scope: SyncScope,
  client: PlatformClient,
  calls: Numbered[],
): Promise<Numbered[]> {
  if (!client.saveContacts || calls.length === 0) return calls;
  // Whoever hides their number is nobody in particular.
  const named = calls.filter(({ call }) => isE164Syntax(call.contact.phone));
  const contacts = new Map(named.map(({ call }) => [call.contact.phone, call.contact]));
  const known = await listContacts(sql, scope, [...contacts.keys()]);
  const ids = new Map(known.map(({ phone, externalId }) => [phone, externalId]));
  const missing = [...contacts.values()].filter(({ phone }) => !ids.has(phone));
  const saved: SaveOutcomes = missing.length > 0 ? await client.saveContacts(missing) : new Map();
  for (const [phone, outcome] of saved) if ('externalId' in outcome) ids.set(phone, outcome.externalId);
  const added = missing.flatMap(({ phone }) => {
    const externalId = ids.get(phone);
    return externalId === undefined ? [] : [{ phone, externalId }];
  });
  await upsertContacts(sql, scope, added);
  const failed = named.flatMap(({ callId, call: { contact } }): FailedRecord[] => {
    if (ids.has(contact.phone)) return [];
    const outcome = saved.get(contact.phone);
    const why = outcome && 'error' in outcome ? outcome.error : 'The platform did not say what became of it.';
    return [{ callId, error: `Contact ${contact.phone}: ${why}` }];
  });
  await markFailed(sql, scope, failed, RECORD_FAILURES_MAX);
  const isFailed = new Set(failed.map(({ callId }) => callId));
  return calls.flatMap(({ callId, call }) =>
    isFailed.has(callId) ? [] : [{ callId, call: { ...call, contactId: ids.get(call.contact.phone) ?? null } }],
  );
}

async function settle({ sql }: Context, scope: SyncScope, calls: Numbered[], outcomes: SaveOutcomes): Promise<void> {
  const sent: SentRecord[] = [];
  const failed: FailedRecord[] = [];
  const gone: string[] = [];
  for (const { callId, call } of calls) {
    const outcome = outcomes.get(call.uuid) ?? { error: 'The platform did not say what became of it.' };
    if ('externalId' in outcome) sent.push({ callId, externalId: outcome.externalId });
    else failed.push({ callId, error: outcome.error });
    if ('contactGone' in outcome) gone.push(call.contact.phone);
  }
  await markSent(sql, scope, sent);
  await markFailed(sql, scope, failed, RECORD_FAILURES_MAX);
  await deleteContacts(sql, scope, gone);
}
