import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { buyerByKey } from '../../../sql/routing/buyers.ts';
import {
  callByKey,
  type CallDetails,
  type CallRow,
} from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { isEndStatus } from '../../rules/calls/status.ts';
import { type CarrierStatus } from '../../rules/calls/status.ts';
import { CARRIER_STATUSES } from '../../rules/calls/status.ts';
import { lockCall, updateCallProgress } from '../../../sql/calls/progress.ts';
import { type CallCorrection, updateCallCorrection, insertExternalCall } from '../../../sql/calls/external-calls.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { isUniqueViolation, type Key } from '../../../sql/db.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { endCall } from './end.ts';

/** People tell of calls in the carrier's words, which are the documents' too. */
export const REPORTABLE_STATUSES = CARRIER_STATUSES;

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
 * Keeps a call that somebody else carried. Nothing is dialled, and it counts towards nobody's limits.
 *
 * @throws DomainError `conflict` for a call that is known already.
 */
export async function logExternalCall(ctx: Context, actor: Actor, input: ExternalCallInput): Promise<CallDetails> {
  const scope = authorize(actor, 'calls.record');
  const { tenantId } = scope;
  try {
    return await transaction(ctx, async (tx) => {
      const { sql } = tx;
      const campaign = input.campaign && requireFound(await campaignByKey(sql, scope, input.campaign), 'Campaign');
      const buyer = input.buyer && requireFound(await buyerByKey(sql, tenantId, input.buyer), 'Buyer');
      const ended = isEndStatus(input.status);
      const call = await insertExternalCall(sql, tenantId, {
        direction: input.direction,
        fromNumber: input.callerNumber,
        toNumber: input.destinationNumber,
        campaignId: campaign?.id ?? null,
        buyerId: buyer?.id ?? null,
        callSid: input.callSid,
        status: ended ? 'initiated' : input.status,
      });
      await insertCallEvent(sql, call, {
        event: 'call_recorded',
        message: `Recorded over the API: ${input.status}`,
        metadata: { status: input.status },
      });
      if (ended) await endCall(tx, call.id, { status: input.status });
      return requireFound(await callByKey(sql, scope, { id: call.id }), 'Call');
    });
  } catch (error) {
    if (isUniqueViolation(error, 'calls_call_sid_key'))
      throw new DomainError('conflict', 'A call with this callSid is known already. Update that one.');
    throw error;
  }
}

/**
 * What is known better than we do about a call. The status of a call that the carrier reports on is the carrier's.
 *
 * @throws DomainError `conflict` for another status of such a call, or of one that has ended, and for the conversion of one
 *   that has not, or that we settle.
 */
export async function correctCall(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: CallCorrection & { status?: CarrierStatus | undefined },
): Promise<CallDetails> {
  const scope = authorize(actor, 'calls.record');
  return transaction(ctx, async (tx) => {
    const { sql } = tx;
    const { id } = requireFound(await callByKey(sql, scope, key), 'Call');
    const call = requireFound(await lockCall(sql, id), 'Call');
    const { status, ...correction } = input;
    if (status !== undefined && status !== call.status) {
      if (!call.externallyLogged) throw new DomainError('conflict', 'The carrier reports the status of this call.');
      if (!call.live) throw new DomainError('conflict', `The call has ended as ${call.status}, and stays so.`);
      if (isEndStatus(status)) await endCall(tx, id, { status });
      else {
        const answerTime = status === 'in-progress' ? await databaseNow(sql) : undefined;
        await updateCallProgress(sql, id, { status, answerTime });
      }
    }
    if (input.converted !== undefined) assertConversionOpen(requireFound(await lockCall(sql, id), 'Call'));
    await updateCallCorrection(sql, scope.tenantId, id, correction);
    await insertCallEvent(sql, call, {
      event: 'call_updated',
      message: 'Updated over the API',
      metadata: { ...correction, status: status ?? call.status },
    });
    return requireFound(await callByKey(sql, scope, { id }), 'Call');
  });
}

/** Whether a call's value is ours to settle. Of calls that others carried, nobody told us the terms. */
export function isValuedByUs({ direction, externallyLogged: recordedByApi }: Pick<CallRow, 'direction' | 'recordedByApi'>): boolean {
  return direction === 'inbound' && !recordedByApi;
}

/**
 * Of calls that we do not settle, people say whether they reached their aim.
 *
 * @throws DomainError `conflict` for a call that has not ended, or that we settle.
 */
export function assertConversionOpen(call: Pick<CallRow, 'direction' | 'recordedByApi' | 'live'>): void {
  if (isValuedByUs(call))
    throw new DomainError('conflict', 'Whether this call converted follows from the terms of its buyer or bidder.');
  if (call.live) throw new DomainError('conflict', 'The call has not ended. Say afterwards whether it converted.');
}
