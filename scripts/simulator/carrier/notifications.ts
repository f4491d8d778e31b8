/** The notifications that Twilio's debugger lists. */
import { LIMITS } from '../limits.ts';
import type { Carrier } from './state.ts';

/**
 * Adds a notification.
 *
 * @param code Twilio's error code.
 */
export function addNotification(carrier: Carrier, callSid: string | null, code: number, message: string): void {
  carrier.notifications.push({ atMs: carrier.clock.nowMs(), callSid, code, message });
  if (carrier.notifications.length > LIMITS.notificationsMax) carrier.notifications.shift();
}
