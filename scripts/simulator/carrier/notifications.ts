/** The notifications of Twilio's debugger. */
import { LIMITS } from '../limits.ts';
import type { Carrier } from './state.ts';

/** `code` is Twilio's error code. */
export function addNotification(carrier: Carrier, callSid: string | null, code: number, message: string): void {
  carrier.notifications.push({ atMs: carrier.clock.nowMs(), callSid, code, message });
  if (carrier.notifications.length > LIMITS.notificationsMax) carrier.notifications.shift();
}
