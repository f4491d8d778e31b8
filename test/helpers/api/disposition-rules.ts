/** The rules of the routes of custom dispositions. */
import { randomInt } from 'node:crypto';
import type { Role } from '../../../shared/domain/accounts/access.ts';
import type { Rule } from './rule.ts';

const LEADERS: readonly Role[] = ['admin', 'supervisor'];
const ALL_ROLES: readonly Role[] = [...LEADERS, 'agent'];

export const dispositionRules: Record<string, Rule> = {
  'GET /dispositions': { for: ALL_ROLES },
  'POST /dispositions': { for: LEADERS, body: () => ({ code: `c${randomInt(1_000_000_000)}`, name: 'Interested' }) },
  'GET /dispositions/{id}': { for: ALL_ROLES, table: 'dispositions' },
  'PUT /dispositions/{id}': { for: LEADERS, table: 'dispositions', body: { name: 'Changed' } },
  'DELETE /dispositions/{id}': { for: LEADERS, table: 'dispositions' },
};
