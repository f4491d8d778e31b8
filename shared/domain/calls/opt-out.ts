import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import type { Tx } from '../../transaction.ts';
import { addToDncList } from '../compliance/dnc.ts';

/**
 * Adds the number of the called person to the do-not-call list, because the person pressed 9 during the abandonment
 * message.
 */
export async function applyOptOutKey(tx: Tx, call: CallRow): Promise<void> {
  await addToDncList(tx, call.tenantId, { phone: call.toNumber, source: 'opt_out', reason: 'Pressed 9 during a call' });
  await insertCallEvent(tx.sql, call, {
    event: 'opted_out',
    message: 'The called person asked for no further calls',
    sourceKey: 'opted_out',
  });
}
