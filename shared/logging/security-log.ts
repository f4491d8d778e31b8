/**
 * The security log: one line for each refused login, token, permission or signature, for the people who watch the
 * deployment. The lines have level `warn` and the field `securityEvent`.
 */
import type { Log, SecurityDetails } from './log.ts';
import type { SecurityEvent } from './security-events.ts';

/**
 * Writes a line about a security event, with the address of the client. An attacker cannot fill the disk, because the
 * lines are limited (see `SecurityLogLimit`).
 */
export function logSecurityEvent(
  ctx: { log: Log; clientAddress?: string | undefined },
  event: SecurityEvent,
  details: SecurityDetails = {},
): void {
  ctx.log.security(event, { ...details, address: ctx.clientAddress });
}
