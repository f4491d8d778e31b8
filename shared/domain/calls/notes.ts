import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import type { Disposition } from '../../rules/calls/disposition.ts';
import { transaction } from '../../transaction.ts';
import { updateCallNotes, callByKey, type CallDetails } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import type { Json, Key } from '../../../sql/db.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { addToDncList } from '../compliance/dnc.ts';
import { countCallOutcome } from './end.ts';
import { assertConversionSettable } from './external-calls.ts';

export type CallInput = {
  notes?: string | null;
  /** Corrects how an ended call is counted; its lead is then treated accordingly. */
  disposition?: Disposition;
  /** Whether the call reached its aim: a sale, an appointment. */
  converted?: boolean;
  metadata?: Record<string, Json>;
  /** The called person asked for no further calls: effective for the whole account at once. */
  doNotCall?: boolean;
};

/**
 * What people add to a call. Agents may only touch calls they took.
 *
 * @throws DomainError `conflict` for the disposition or conversion of a call that has not ended.
 */
export async function annotateCall(ctx: Context, actor: Actor, key: Key, input: CallInput): Promise<CallDetails> {
  const scope = authorize(actor, 'calls.write');
  return transaction(ctx, async (tx) => {
    const { sql } = tx;
    const call = requireFound(await callByKey(sql, scope, key), 'Call');
    const confined = actor.role === 'agent' && !actor.isOwner;
    if (confined && (actor.agentId === null || call.agentId !== actor.agentId))
      throw new DomainError('forbidden', 'This call was taken by somebody else: agents note their own calls only.');
    if (input.disposition && call.live)
      throw new DomainError('conflict', 'The call has not ended. Set its disposition afterwards.');
    if (input.converted !== undefined) assertConversionSettable(call);
    if (input.doNotCall) {
      const phone = call.direction === 'outbound' ? call.toNumber : call.fromNumber;
      await addToDncList(tx, scope.tenantId, {
        phone,
        reason: 'Asked during a call',
        source: 'disposition',
        createdBy: actor.userId,
      });
    }
    const current = requireFound(await lockCall(sql, call.id), 'Call');
    if (input.disposition && current.endTime) await countCallOutcome(sql, current, current.endTime, input.disposition);
    await updateCallNotes(sql, scope.tenantId, call.id, input);
    await insertCallEvent(sql, call, {
      event: 'noted',
      message: input.doNotCall ? 'The called person asked for no further calls' : 'Notes or outcome were set',
      metadata: { disposition: input.disposition ?? null, converted: input.converted ?? null },
    });
    if ((input.disposition || input.doNotCall) && !call.live && call.leadId !== null)
      await tx.enqueue('retry.schedule', { callId: call.id }, { deduplicationKey: `noted-${call.id}` });
    return requireFound(await callByKey(sql, scope, { id: call.id }), 'Call');
  });
}
