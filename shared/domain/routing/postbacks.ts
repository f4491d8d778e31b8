/**
 * Postbacks: a buyer or bidder reports a conversion, an adjustment or a dispute of one of their own calls. The address is
 * signed, so the sender needs no other credential. Everybody who knows the address can use it for these calls.
 */
import { createHmac } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError, invalidField, requireFound } from '../../errors.ts';
import { currentKey, isEqualText, parseKeys } from '../../secrets.ts';
import { transaction } from '../../transaction.ts';
import { hasCallEvent } from '../../../sql/calls/events.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import { callOfParty, postbackParty, type PostbackParty } from '../../../sql/routing/postbacks.ts';
import { adjustCallMoney, convertCall } from './corrections.ts';
import { disputeCall } from './disputes.ts';

type Kind = PostbackParty['kind'];

const sign = (key: string, kind: Kind, uuid: string): string =>
  createHmac('sha256', key).update(`postback|${kind}|${uuid}`).digest('base64url');

/** Returns the postback address of a buyer or bidder. */
export function postbackUrl({ config }: Pick<Context, 'config'>, kind: Kind, uuid: string): string {
  return `${config.publicBaseUrl}/api/postbacks/${kind}/${uuid}/${sign(currentKey(config.jwtSecret)[1], kind, uuid)}`;
}

export type PostbackReport = {
  /** The uuid of the call, the carrier's id of the call, or the `requestId` of its bid request. */
  call: string;
  event: 'conversion' | 'adjustment' | 'dispute';
  converted: boolean;
  /** The revenue of a conversion, the change of an adjustment, or the disputed amount. */
  amountMicros?: number | undefined;
  currency?: string | undefined;
  /** The sender's id of the report. A repeated report about the same call and event is not applied again. */
  id?: string | undefined;
  reason?: string | undefined;
};

/**
 * Applies the report of a buyer or bidder to one of their calls.
 *
 * @throws DomainError `forbidden` if the address was not signed by us
 * @throws DomainError `not_found` if the buyer or bidder has no such call
 */
export async function applyPostback(
  ctx: Context,
  { kind, uuid, signature }: { kind: Kind; uuid: string; signature: string },
  report: PostbackReport,
): Promise<void> {
  const keys = [...parseKeys(ctx.config.jwtSecret).values()];
  if (!keys.some((key) => isEqualText(signature, sign(key, kind, uuid))))
    throw new DomainError('forbidden', 'The signature of this address is wrong. Copy the whole postback address.');
  const party = requireFound(await postbackParty(ctx.sql, kind, uuid), kind === 'buyer' ? 'Buyer' : 'Target');
  const { event, converted, amountMicros, currency, reason = null } = report;
  await transaction(ctx, async (tx) => {
    const { id: callId } = requireFound(await callOfParty(tx.sql, party, report.call), 'Call');
    const sourceKey =
      report.id === undefined ? null : `postback:${kind}:${party.id}:call:${callId}:${event}:${report.id}`;
    // The lock makes a repeated report wait, so that it finds what the first report has recorded.
    await lockCall(tx.sql, callId);
    if (sourceKey !== null && (await hasCallEvent(tx.sql, callId, sourceKey))) return;
    const origin = { userId: null, reason, sourceKey };
    if (event === 'conversion')
      return convertCall(tx, callId, { converted, revenueMicros: amountMicros, currency }, origin);
    if (event === 'dispute') {
      await disputeCall(tx, callId, amountMicros, origin);
      return;
    }
    if (amountMicros === undefined || amountMicros === 0)
      throw invalidField('amount', 'amount is required for an adjustment: the change of the revenue.', 'required');
    // Without an id, a repeated request would move the money twice.
    if (sourceKey === null) throw invalidField('id', 'id is required for an adjustment: your id of it.', 'required');
    await adjustCallMoney(tx, callId, { revenueMicros: amountMicros, payoutMicros: 0, currency }, origin);
  });
}
