import { expect, test } from 'vitest';
import { countryCode } from '../../../../shared/rules/values/countries.ts';

test.each([
  [
    'US',
    'us',
    ' US ',
    'USA',
    'U.S.A.',
    'United States',
    'united states of america',
    'Estados Unidos',
    '1',
    '+1',
    '001',
  ],
  ['GB', 'gb', 'UK', 'Great Britain', 'United Kingdom', 'England', '44', '+44', '0044'],
  ['DE', 'Germany', 'Deutschland', 'DEU', '49'],
  ['CI', "Côte d'Ivoire", 'COTE D’IVOIRE'],
  ['KZ', 'Kazakhstan'],
  ['RU', '7', 'Russia'],
])('finds %s by its common names and codes', (country, ...texts) => {
  for (const text of texts) expect([text, countryCode(text)]).toEqual([text, country]);
});

test.each(['', 'XX', 'Atlantis', '999', '+800', '0', 'constructor', '__proto__', '12345'])(
  '%j is not a country',
  (text) => {
    expect(countryCode(text)).toBeUndefined();
  },
);
