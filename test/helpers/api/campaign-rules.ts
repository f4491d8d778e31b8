/** The rules of the dialer API's routes of campaigns, recycles and custom dispositions. */
import { randomInt } from 'node:crypto';
import type { Role } from '../../../shared/domain/accounts/access.ts';
import { campaignExample } from './client.ts';
import type { Rule } from './rule.ts';

const LEADERS: readonly Role[] = ['admin', 'supervisor'];
const ALL_ROLES: readonly Role[] = [...LEADERS, 'agent'];

export const campaignRules: Record<string, Rule> = {
  'GET /campaigns': { for: ALL_ROLES },
  'POST /campaigns': { for: LEADERS, body: campaignExample },
  'GET /campaigns/{id}': { for: ALL_ROLES, table: 'campaigns' },
  'PUT /campaigns/{id}': { for: LEADERS, table: 'campaigns', body: { name: 'Changed' } },
  'POST /campaigns/{id}/start': { for: LEADERS, table: 'campaigns' },
  'POST /campaigns/{id}/pause': { for: LEADERS, table: 'campaigns' },
  'POST /campaigns/{id}/cancel': { for: LEADERS, table: 'campaigns' },
  'GET /campaigns/{id}/pacing': { for: ALL_ROLES, table: 'campaigns' },
  'GET /campaigns/{id}/preflight': { for: ALL_ROLES, table: 'campaigns' },
  'POST /campaigns/{id}/preview/next': { for: ALL_ROLES, table: 'campaigns' },
  'POST /campaigns/{id}/recycle': { for: LEADERS, table: 'campaigns', body: { dispositions: ['busy'] } },
  'GET /recycles/{id}': { for: LEADERS, table: 'lead_recycles' },
  'GET /dispositions': { for: ALL_ROLES },
  'POST /dispositions': { for: LEADERS, body: () => ({ code: `c${randomInt(1_000_000_000)}`, name: 'Interested' }) },
  'GET /dispositions/{id}': { for: ALL_ROLES, table: 'dispositions' },
  'PUT /dispositions/{id}': { for: LEADERS, table: 'dispositions', body: { name: 'Changed' } },
  'DELETE /dispositions/{id}': { for: LEADERS, table: 'dispositions' },
};
