import { expect, test } from 'vitest';
import { budgetFactor } from '../../../../shared/rules/pacing/abandonment-budget.ts';
import { emptyDayLedger } from '../../../../shared/rules/pacing/day-ledger.ts';
import type { PacingPolicy } from '../../../../shared/rules/pacing/inputs.ts';

const POLICY: PacingPolicy = { targetAbandonRate: 0.03, hardAbandonRate: 0.03, graceSeconds: 2, ringSecondsMin: 15 };

test('the rest of the day’s budget is not spent in its last minutes', () => {
  const ledger = { ...emptyDayLedger(), served: 973, abandoned: 27 };
  // The limit allows 30 abandoned calls among 1003 answered calls, and 27.9 calls after the reserve is subtracted. 27
  // calls were abandoned already, so less than one call remains.
  expect(budgetFactor(POLICY, ledger, 3, 1)).toBeLessThan(1);
});
