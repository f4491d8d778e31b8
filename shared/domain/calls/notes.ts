import type { Context } from '../../context.ts';
import { DomainError, invalidField, requireFound } from '../../errors.ts';
import { isValuedByUs } from '../../rules/calls/conversion.ts';
import type { Disposition } from '../../rules/calls/disposition.ts';
import { definedOnly, isEmpty } from '../../rules/values/defined.ts';
import { personNumberOf } from '../../rules/values/caller-number.ts';
import { transaction } from '../../transaction.ts';
import { updateCallNotes, callByKey, type CallDetails } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import { dispositionByCode, type DispositionRow } from '../../../sql/campaigns/dispositions.ts';
import type { Json, Key, Sql } from '../../../sql/db.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { addToDncList } from '../compliance/dnc.ts';
import { countCallOutcome } from './end.ts';
import { assertConversionSettable, auditCallEdit } from './external-calls.ts';

/** What a user adds to a call. A field that is absent stays unchanged. */
export type CallNotesInput = {
  notes?: string | null;
  /**
   * The corrected disposition of an ended call. The abandonment rate and the retry of the lead follow the new
   * disposition.
   */
  disposition?: Disposition;
  /**
   * The code of a custom disposition, from the begin of the conversation on. Its rule decides about the next call to the
   * lead, a sale marks the call as converted, and `do_not_call` works like the opt-out. Null removes the custom
   * disposition.
   */
  agentDisposition?: string | null | undefined;
  /** Whether the call reached its goal, such as a sale or an appointment. */
  converted?: boolean;
  metadata?: Record<string, Json>;
  /**
   * True if the person asked for no further calls. The number is then added to the do-not-call list of the tenant at
   * once.
   */
  doNotCall?: boolean;
};

/**
 * Adds notes, an outcome or an opt-out to a call. Agents may change only their own calls.
 *
 * @throws DomainError `not_found` for a call that the actor may not see, such as a call of another agent
 * @throws DomainError `conflict` for the disposition of a call that has not ended, for a custom disposition before the
 *   conversation, or for a conversion that cannot be set
 */
export async function annotateCall(ctx: Context, actor: Actor, key: Key, input: CallNotesInput): Promise<CallDetails> {
  const scope = authorize(actor, 'calls.write');
  return transaction(ctx, async (tx) => {
    const { sql } = tx;
    const call = requireFound(await callByKey(sql, scope, key), 'Call');
    if (isEmpty(input)) return call;
    assertOutcomeSettable(call, input);
    const chosen = await chosenDisposition(sql, scope.tenantId, input.agentDisposition);
    const converted = input.converted ?? (chosen?.isSale && !isValuedByUs(call) ? true : undefined);
    if (input.converted !== undefined) assertConversionSettable(call);
    const optsOut = input.doNotCall || chosen?.nextStep === 'do_not_call';
    const current = requireFound(await lockCall(sql, call.id), 'Call');
    if (optsOut) {
      const phone = personNumberOf(call);
      if (phone === null)
        throw new DomainError(
          'conflict',
          'The caller hid the number, so no number can be added to the do-not-call list.',
        );
      await addToDncList(tx, scope.tenantId, {
        phone,
        reason: 'Asked during a call',
        source: 'disposition',
        createdBy: actor.userId,
      });
    }
    const before = requireFound(await callByKey(sql, scope, { id: call.id }), 'Call');
    if (input.disposition && current.endTime)
      await countCallOutcome(sql, current, current.endTime, { ...current, disposition: input.disposition });
    const { notes, disposition, metadata } = input;
    const dispositionId = chosen === undefined ? undefined : (chosen?.id ?? null);
    const update = definedOnly({ notes, disposition, dispositionId, converted, metadata });
    await updateCallNotes(sql, scope.tenantId, call.id, update);
    await insertCallEvent(sql, call, {
      event: 'noted',
      message: optsOut ? 'The called person asked for no further calls' : 'Notes or outcome were set',
      metadata: {
        disposition: input.disposition ?? null,
        agentDisposition: chosen?.code ?? null,
        converted: converted ?? null,
      },
    });
    if ((input.disposition || chosen !== undefined || optsOut) && !current.live && call.leadId !== null)
      await tx.enqueue('retry.schedule', { callId: call.id }, { deduplicationKey: `noted-${call.id}` });
    const after = requireFound(await callByKey(sql, scope, { id: call.id }), 'Call');
    await auditCallEdit(sql, before, after);
    return after;
  });
}

/**
 * The carrier decides about the disposition of a live call. A custom disposition is the agent's word, which agents choose
 * during the conversation, too: after a transfer, the call goes on while the agent has the next person on the line.
 */
function assertOutcomeSettable(call: CallDetails, { disposition, agentDisposition }: CallNotesInput): void {
  if (!call.live) return;
  if (disposition) throw new DomainError('conflict', 'The call has not ended. Set the disposition after its end.');
  if (agentDisposition && call.connectedAt === null)
    throw new DomainError('conflict', 'No conversation has begun. Set agent_disposition when agent and person talk.');
}

/** Returns the custom disposition with this code; null for no custom disposition; undefined if none was sent. */
async function chosenDisposition(
  sql: Sql,
  tenantId: number,
  code: string | null | undefined,
): Promise<DispositionRow | null | undefined> {
  if (code === null || code === undefined) return code;
  const chosen = await dispositionByCode(sql, tenantId, code);
  if (!chosen)
    throw invalidField(
      'agent_disposition',
      `agent_disposition: no disposition has the code "${code}". GET /api/dispositions lists them.`,
    );
  return chosen;
}
