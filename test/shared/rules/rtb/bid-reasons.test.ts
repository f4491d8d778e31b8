import { expect, test } from 'vitest';
import { BID_REASONS } from '../../../../shared/rules/rtb/bid-reasons.ts';

test('each reason has a code of its own', () => {
  const codes = Object.values(BID_REASONS).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});
