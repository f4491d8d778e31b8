import { expect, test } from 'vitest';
import { NEW_AREA_CODES } from '../../../../shared/rules/values/area-codes.ts';
import { parseDialableNumber } from '../../../../shared/rules/values/phone.ts';
import { placeOfNumber } from '../../../../shared/rules/compliance/number-time-zones.ts';

test('a new area code is dialled and has the state and the time zones of the area code that it overlays', () => {
  for (const [area, { overlays }] of Object.entries(NEW_AREA_CODES)) {
    const phone = parseDialableNumber(`+1${area}5552671`);
    expect(phone).toEqual({ e164: `+1${area}5552671`, country: 'US' });
    expect(placeOfNumber(`+1${area}5552671`)).toEqual(placeOfNumber(`+1${overlays}5552671`));
    expect(placeOfNumber(`+1${area}5552671`).region?.subdivisions).toHaveLength(1);
  }
  expect(placeOfNumber('+16215552671')).toMatchObject({
    zones: ['America/Chicago'],
    region: { subdivisions: ['US-TX'] },
  });
});

test('an area code that nobody has yet is dialled with a doubt, in the hours of every American zone', () => {
  expect(parseDialableNumber('+13282340123')).toMatchObject({ country: 'US', doubt: expect.any(String) });
  const { zones, region } = placeOfNumber('+13282340123');
  expect(zones).toEqual(expect.arrayContaining(['America/New_York', 'Pacific/Honolulu']));
  expect(region).toEqual({ country: 'US', subdivisions: [] });
});

test('numbers that can never exist are refused', () => {
  for (const number of ['+15552340123', '+12112340123', '+12922340123', '+13702340123', '+12421234567'])
    expect(parseDialableNumber(number)).toMatchObject({ problem: 'invalid' });
  expect(parseDialableNumber('+33712345678')).toMatchObject({ country: 'FR', doubt: expect.any(String) });
});
