/** The rules of the routes of conversations. */
import type { Role } from '../../../shared/domain/accounts/access.ts';
import type { Rule } from './rule.ts';

const ALL_ROLES: readonly Role[] = ['admin', 'supervisor', 'agent'];
const LEADERS: readonly Role[] = ['admin', 'supervisor'];

export const conversationRules: Record<string, Rule> = {
  'GET /calls/{id}/conversation': { for: ALL_ROLES, table: 'calls' },
  'GET /calls/{id}/transfer-targets': { for: ALL_ROLES, table: 'calls' },
  'POST /calls/{id}/hold': { for: ALL_ROLES, table: 'calls' },
  'POST /calls/{id}/resume': { for: ALL_ROLES, table: 'calls' },
  'POST /calls/{id}/mute': { for: ALL_ROLES, table: 'calls' },
  'POST /calls/{id}/unmute': { for: ALL_ROLES, table: 'calls' },
  'POST /calls/{id}/recording/pause': { for: ALL_ROLES, table: 'calls' },
  'POST /calls/{id}/recording/resume': { for: ALL_ROLES, table: 'calls' },
  'POST /calls/{id}/digits': { for: ALL_ROLES, table: 'calls', body: { digits: '1' } },
  'POST /calls/{id}/transfer': { for: ALL_ROLES, table: 'calls', body: { kind: 'blind', phone: '+14155552671' } },
  'POST /calls/{id}/transfer/complete': { for: ALL_ROLES, table: 'calls' },
  'POST /calls/{id}/transfer/cancel': { for: ALL_ROLES, table: 'calls' },
  'POST /calls/{id}/participants': { for: ALL_ROLES, table: 'calls', body: { phone: '+14155552671' } },
  'DELETE /calls/{id}/participants/{participantId}': { for: ALL_ROLES, table: 'calls' },
  'POST /calls/{id}/monitor': { for: LEADERS, table: 'calls', body: { mode: 'listen' } },
  'DELETE /calls/{id}/monitor': { for: LEADERS, table: 'calls' },
};
