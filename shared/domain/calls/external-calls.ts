/**
 * Externally logged calls: another system carried the call, and an API client logs the call here. API clients may also
 * correct any call.
 */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { isValuedByUs } from '../../rules/calls/conversion.ts';
import { type CarrierStatus, isEndStatus } from '../../rules/calls/status.ts';
import { isEmpty } from '../../rules/values/defined.ts';
import { emitCallUpdate } from '../../live-events.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { callByKey, type CallDetails, type CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import {
  buyerIdByKey,
  type CallCorrection,
  insertExternalCall,
  updateCallCorrection,
} from '../../../sql/calls/external-calls.ts';
import { lockCall, updateCallProgress } from '../../../sql/calls/progress.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { insertAuditEvent } from '../../../sql/accounts/audit-events.ts';
import { isUniqueViolation, type Json, type Key, type Sql } from '../../../sql/db.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { endCall } from './end.ts';
import { isOwnMediaUrl } from './recordings.ts';

export type ExternalCallInput = {
  campaign: Key | null;
  buyer: Key | null;
  callerNumber: string;
  destinationNumber: string;
  callSid: string | null;
  status: CarrierStatus;
  direction: 'inbound' | 'outbound';
};

/**
 * Logs a call that another system carried. No phone is dialed, and the call does not count towards the limits of a
 * campaign, buyer or phone number.
 *
 * @throws DomainError `conflict` if the tenant has a call with this `callSid`
 */
export async function logExternalCall(ctx: Context, actor: Actor, input: ExternalCallInput): Promise<CallDetails> {
  const scope = authorize(actor, 'calls.log');
  const { tenantId } = scope;
  try {
    return await transaction(ctx, async (tx) => {
      const { sql } = tx;
      const campaign = input.campaign && requireFound(await campaignByKey(sql, scope, input.campaign), 'Campaign');
      const buyerId = input.buyer && requireFound(await buyerIdByKey(sql, tenantId, input.buyer), 'Buyer');
      const hasEnded = isEndStatus(input.status);
      const call = await insertExternalCall(sql, tenantId, {
        direction: input.direction,
        fromNumber: input.callerNumber,
        toNumber: input.destinationNumber,
        campaignId: campaign?.id ?? null,
        buyerId,
        callSid: input.callSid,
        // An end status is set later, by `endCall`.
        status: hasEnded ? 'initiated' : input.status,
      });
      if (!call) throw callSidTaken();
      await insertCallEvent(sql, call, {
        event: 'call_logged',
        message: `Logged over the API: ${input.status}`,
        metadata: { status: input.status },
      });
      if (hasEnded) await endCall(tx, call.id, { status: input.status });
      return requireFound(await callByKey(sql, scope, { id: call.id }), 'Call');
    });
  } catch (error) {
    throw isUniqueViolation(error, 'calls_logged_call_sid') ? callSidTaken() : error;
  }
}

const callSidTaken = () =>
  new DomainError('conflict', 'A call of your account has this callSid already. Update that call instead.');

/**
 * Corrects a call with the values that an API client sends. The status can be corrected only for an externally logged
 * call, because the carrier reports the status of every other call.
 *
 * @throws DomainError `conflict` if the input has a status and the carrier reports the status of this call
 * @throws DomainError `conflict` if the input has a status and the call has ended
 * @throws DomainError `conflict` if the conversion cannot be set (see {@link assertConversionSettable})
 */
export async function correctCall(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: CallCorrection & { status?: CarrierStatus | undefined },
): Promise<CallDetails> {
  const scope = authorize(actor, 'calls.log');
  return transaction(ctx, async (tx) => {
    const { sql } = tx;
    const current = requireFound(await callByKey(sql, scope, key), 'Call');
    if (isEmpty(input)) return current;
    const { id } = current;
    const call = requireFound(await lockCall(sql, id), 'Call');
    const before = requireFound(await callByKey(sql, scope, { id }), 'Call');
    const { status, ...correction } = input;
    // The client sends back what it read: the recording stays.
    if (correction.recordingUrl && isOwnMediaUrl(ctx.config, before.recordingSid, correction.recordingUrl))
      delete correction.recordingUrl;
    if (status !== undefined && status !== call.status) await changeStatus(tx, call, status);
    if (input.converted !== undefined) assertConversionSettable(requireFound(await lockCall(sql, id), 'Call'));
    await updateCallCorrection(sql, scope.tenantId, id, correction);
    await insertCallEvent(sql, call, {
      event: 'call_updated',
      message: 'Updated over the API',
      metadata: { ...correction, status: status ?? call.status },
    });
    const after = requireFound(await callByKey(sql, scope, { id }), 'Call');
    await auditCallEdit(sql, before, after);
    return after;
  });
}

/**
 * The fields of a call that people edit, with the names of their columns. The audit log shows the values only of fields
 * that cannot contain data of the called person.
 */
const EDITED_FIELDS: { field: keyof CallDetails; column: string; isShown: boolean }[] = [
  { field: 'status', column: 'status', isShown: true },
  { field: 'disposition', column: 'disposition', isShown: true },
  { field: 'agentDisposition', column: 'disposition_id', isShown: true },
  { field: 'converted', column: 'converted', isShown: true },
  { field: 'duration', column: 'duration', isShown: true },
  { field: 'cost', column: 'cost', isShown: true },
  { field: 'hangupCause', column: 'hangup_cause', isShown: false },
  { field: 'notes', column: 'notes', isShown: false },
  { field: 'metadata', column: 'metadata', isShown: false },
  { field: 'recordingUrl', column: 'given_recording_url', isShown: false },
];

const shown = (value: unknown, isShown: boolean) => (isShown || value === null ? (value as Json) : '[hidden]');

/** Writes an event of the audit log about the fields of a call that a person has changed. */
export async function auditCallEdit(sql: Sql, before: CallDetails, after: CallDetails): Promise<void> {
  const changes = EDITED_FIELDS.filter(
    ({ field }) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  ).map(
    ({ field, column, isShown }) =>
      [column, { before: shown(before[field], isShown), after: shown(after[field], isShown) }] as const,
  );
  if (changes.length === 0) return;
  const { id, uuid, tenantId } = after;
  await insertAuditEvent(sql, tenantId, {
    verb: 'updated',
    entity: 'call',
    id,
    uuid,
    changes: Object.fromEntries(changes),
  });
}

async function changeStatus(tx: Tx, call: CallRow, status: CarrierStatus): Promise<void> {
  if (!call.externallyLogged)
    throw new DomainError('conflict', 'The carrier reports the status of this call. Leave the status out.');
  if (!call.live)
    throw new DomainError('conflict', `The call has ended as ${call.status}, and its status cannot change any more.`);
  if (isEndStatus(status)) return endCall(tx, call.id, { status });
  const answerTime = status === 'in-progress' ? await databaseNow(tx.sql) : undefined;
  await updateCallProgress(tx.sql, call.id, { status, answerTime });
  emitCallUpdate(tx, call, { status });
}

/**
 * Asserts that an API client may set whether the call converted.
 *
 * @throws DomainError `conflict` if the call has not ended, or if the terms of the buyer or bidder decide the
 *   conversion
 */
export function assertConversionSettable(call: Pick<CallRow, 'direction' | 'externallyLogged' | 'live'>): void {
  if (isValuedByUs(call))
    throw new DomainError('conflict', 'The terms of the buyer or bidder decide whether this call converted.');
  if (call.live) throw new DomainError('conflict', 'The call has not ended. Set the conversion after its end.');
}
