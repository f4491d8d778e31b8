/** The rules of the routes about money: corrections of calls, disputes, postbacks, statements and the account. */
import type { Role } from '../../../shared/domain/accounts/access.ts';
import type { Rule } from './rule.ts';

const LEADERS: readonly Role[] = ['admin', 'supervisor'];

export const exchangeRates = { date: '2026-01-02', source: 'Bank', rates: { EUR: 0.9 } };

export const moneyRules: Record<string, Rule> = {
  'GET /account': { for: LEADERS },
  'PUT /account': { for: ['admin'], body: { timezone: 'America/New_York' } },
  'GET /reports/calls': { for: LEADERS },
  'GET /reports/calls.csv': { for: LEADERS },
  'GET /exchange-rates': { for: LEADERS },
  'POST /exchange-rates': { for: ['admin'], body: exchangeRates },
  'GET /calls/{id}/ledger': { for: LEADERS, table: 'calls' },
  'POST /calls/{id}/conversion': { for: LEADERS, table: 'calls', body: { converted: true } },
  'POST /calls/{id}/adjustments': { for: LEADERS, table: 'calls', body: { revenue: 1, reason: 'Wrong' } },
  'POST /calls/{id}/disputes': { for: LEADERS, table: 'calls', body: { reason: 'Wrong number' } },
  'GET /calls/{id}/disputes': { for: LEADERS, table: 'calls' },
  'GET /disputes': { for: LEADERS },
  'GET /disputes/{id}': { for: LEADERS, table: 'disputes' },
  'POST /disputes/{id}/resolve': { for: LEADERS, table: 'disputes', body: { outcome: 'rejected' } },
  'GET /buyers/{id}/postback': { for: LEADERS, table: 'buyers' },
  'GET /rtb/targets/{id}/postback': { for: LEADERS, table: 'rtb_targets' },
  'GET /buyers/{id}/statement': { for: LEADERS, table: 'buyers' },
  'GET /buyers/{id}/statement.csv': { for: LEADERS, table: 'buyers' },
  'GET /rtb/targets/{id}/statement': { for: LEADERS, table: 'rtb_targets' },
  'GET /rtb/targets/{id}/statement.csv': { for: LEADERS, table: 'rtb_targets' },
  'GET /publishers/{id}/statement': { for: LEADERS, table: 'publishers' },
  'GET /publishers/{id}/statement.csv': { for: LEADERS, table: 'publishers' },
  // The signature in the address is the credential.
  'GET /postbacks/{kind}/{uuid}/{signature}': { for: 'public', answer: 422 },
  'POST /postbacks/{kind}/{uuid}/{signature}': { for: 'public', answer: 422 },
};
