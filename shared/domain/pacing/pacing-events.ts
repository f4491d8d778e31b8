/** Events of calls, stored for the pacer of their campaign: its next tick turns them into statistics. */
import { insertPacingEvent } from '../../../sql/pacing/pacing-events.ts';
import type { PacingEvent } from '../../rules/pacing/inputs.ts';
import type { Tx } from '../../transaction.ts';

/** Does nothing for a call without a campaign. */
export async function recordPacingEvent(tx: Tx, campaignId: number | null, event: PacingEvent): Promise<void> {
  if (campaignId !== null) await insertPacingEvent(tx.sql, campaignId, event);
}

/** How long a call has rung at the given moment; 0 when the carrier reported no ringing. */
export function ringSecondsUntil({ ringingAt }: { ringingAt: Date | null }, until: Date): number {
  return ringingAt ? Math.max(0, (until.getTime() - ringingAt.getTime()) / 1000) : 0;
}
