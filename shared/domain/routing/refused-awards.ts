/** Awards that are given up, because their bidder did not confirm the bid. */
import { CONVERSION_RATE_WEIGHT } from '../../rules/rtb/conversion-rate.ts';
import { fromMicros } from '../../rules/values/money.ts';
import type { Tx } from '../../transaction.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { type AwardRow, claimedAward, countUnanswered, releaseAward } from '../../../sql/rtb/awards.ts';

/** Gives up an award that its bidder did not confirm, and names the reason in the call log. */
export async function releaseUnconfirmed({ sql }: Tx, call: CallRow, award: AwardRow, reason: string): Promise<void> {
  const current = await claimedAward(sql, call, award.targetId);
  if (current?.id !== award.id || current.routeAttempt !== null) return;
  if (!(await releaseAward(sql, call.tenantId, award.id))) return;
  await countUnanswered(sql, call.tenantId, award.targetId, CONVERSION_RATE_WEIGHT);
  await insertCallEvent(sql, call, {
    event: 'bid_not_confirmed',
    message: `The bidder did not confirm its bid: ${reason}`,
    metadata: { targetId: award.targetId, bid: fromMicros(award.bidMicros), currency: award.currency, reason },
  });
}
