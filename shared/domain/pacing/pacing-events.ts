import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertPacingEvent } from '../../../sql/pacing/pacing-events.ts';
import type { PacingEvent } from '../../rules/pacing/inputs.ts';
import type { Tx } from '../../transaction.ts';

/** What a call's end, or its answer, teaches the pacer. */
export async function recordPacingEvent(tx: Tx, campaignId: number | null, event: PacingEvent): Promise<void> {
  if (campaignId !== null) await insertPacingEvent(tx.sql, campaignId, event);
}

export function ringSecondsUntil({ ringingAt }: Pick<CallRow, 'ringingAt'>, until: Date): number {
  return ringingAt ? Math.max(0, (until.getTime() - ringingAt.getTime()) / 1000) : 0;
}
