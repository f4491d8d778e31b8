/** The rules of the dialer API's routes of agents and their groups. */
import { randomUUID } from 'node:crypto';
import type { Role } from '../../../shared/domain/accounts/access.ts';
import { newAgentPhone } from '../fixtures/agent-phones.ts';
import type { Rule } from './rule.ts';

const ALL_ROLES: readonly Role[] = ['admin', 'supervisor', 'agent'];
const LEADERS: readonly Role[] = ['admin', 'supervisor'];

export const agentExample = () => ({ name: 'John Doe', phone: newAgentPhone() });

export const agentRules: Record<string, Rule> = {
  'GET /agents': { for: ALL_ROLES },
  'POST /agents': { for: LEADERS, body: agentExample },
  'GET /agents/{id}': { for: ALL_ROLES, table: 'agents' },
  'PUT /agents/{id}': { for: LEADERS, table: 'agents', body: { name: 'Changed' } },
  'PUT /agents/{id}/status': { for: ALL_ROLES, table: 'agents', body: { status: 'break' } },
  'GET /agents/{id}/stats': { for: ALL_ROLES, table: 'agents' },
  'GET /agents/{id}/callbacks': { for: ALL_ROLES, table: 'agents' },
  'PUT /agents/{id}/device': { for: ALL_ROLES, table: 'agents', body: { device: 'phone' } },
  'POST /agents/{id}/device-token': { for: ALL_ROLES, table: 'agents' },

  'GET /agents/{id}/states': { for: ALL_ROLES, table: 'agents' },
  'GET /agents/{id}/time-in-states': { for: ALL_ROLES, table: 'agents' },
  'GET /pause-reasons': { for: ALL_ROLES },
  'PUT /pause-reasons': { for: LEADERS, body: { pause_reasons: ['Lunch'] } },

  'GET /agent-groups': { for: ALL_ROLES },
  'POST /agent-groups': { for: LEADERS, body: () => ({ name: randomUUID() }) },
  'GET /agent-groups/{id}': { for: ALL_ROLES, table: 'agent_groups' },
  'PUT /agent-groups/{id}': { for: LEADERS, table: 'agent_groups', body: { name: 'Changed' } },
  'DELETE /agent-groups/{id}': { for: LEADERS, table: 'agent_groups' },
};
