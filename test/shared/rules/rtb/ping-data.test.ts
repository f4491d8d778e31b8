import { expect, test } from 'vitest';
import { callerData, visitData } from '../../../../shared/rules/rtb/ping-data.ts';

test('a target learns the number, its hash, or neither', () => {
  const full = callerData('+13055551234', 'full', true);
  expect(full).toMatchObject({
    callerId: '+13055551234',
    callerIdNational: '3055551234',
    callerAreaCode: '305',
    callerState: 'FL',
    callerCountry: 'US',
  });
  const hashed = callerData('+13055551234', 'hashed', true);
  expect(hashed.callerId).toMatch(/^[0-9a-f]{64}$/);
  expect(hashed.callerId).toBe(full.callerIdHash);
  const hidden = callerData('+13055551234', 'hidden', true);
  expect([hidden.callerId, hidden.callerIdHash]).toEqual([null, null]);
  for (const { callerIdNational, callerState } of [hashed, hidden])
    expect([callerIdNational, callerState]).toEqual([null, 'FL']);
  for (const data of [hashed, hidden]) expect(JSON.stringify(data)).not.toContain('5551234');
});

test.each([null, '+442071838750', '+18005551234'])('%s names no US state', (caller) => {
  for (const exposure of ['full', 'hashed', 'hidden'] as const)
    expect(callerData(caller, exposure, true).callerState).toBeNull();
  expect(callerData(null, 'hashed', true).callerId).toBeNull();
});

test('a call without a visit has no values of a visit', () => {
  expect(new Set(Object.values(visitData(undefined)))).toEqual(new Set([null]));
});
