/** Events of calls that are stored for the pacer. The next tick of the campaign turns the events into statistics. */
import { insertPacingEvent } from '../../../sql/pacing/pacing-events.ts';
import type { PacingEvent } from '../../rules/pacing/inputs.ts';
import type { Tx } from '../../transaction.ts';

/** Stores an event for the pacer of the campaign. Does nothing if the call has no campaign. */
export async function recordPacingEvent(tx: Tx, campaignId: number | null, event: PacingEvent): Promise<void> {
  if (campaignId !== null) await insertPacingEvent(tx.sql, campaignId, event);
}

/** Returns for how many seconds a call has rung until the given moment; 0 if the carrier reported no ringing. */
export function ringSecondsUntil({ ringingAt }: { ringingAt: Date | null }, until: Date): number {
  return ringingAt ? Math.max(0, (until.getTime() - ringingAt.getTime()) / 1000) : 0;
}
