import { expect, test } from 'vitest';
import { compareCurrencies } from '../../../../shared/rules/values/currencies.ts';

const euro = { currency: 'EUR', perDollar: 0.8, day: '2026-03-02' };
const pound = { currency: 'GBP', perDollar: 0.5, day: '2026-03-01' };

const compare = (currencies: string[], account: string, rates = [euro, pound]) => {
  const { currency, conversions } = compareCurrencies(currencies, account, rates);
  return { currency, conversions: Object.fromEntries(conversions) };
};

test('bids are compared in the currency of the account, over the dollar, with the day of the older rate', () => {
  expect(compare(['USD', 'EUR'], 'USD')).toEqual({
    currency: 'USD',
    conversions: { USD: { rate: 1, day: null }, EUR: { rate: 1.25, day: '2026-03-02' } },
  });
  expect(compare(['GBP', 'EUR', 'GBP'], 'EUR')).toEqual({
    currency: 'EUR',
    conversions: { GBP: { rate: 1.6, day: '2026-03-01' }, EUR: { rate: 1, day: null } },
  });
});

test('a currency without a rate is not compared', () => {
  expect(compare(['USD', 'CAD', 'EUR'], 'USD').conversions).not.toHaveProperty('CAD');
  expect(compare(['EUR', 'USD'], 'EUR', [])).toEqual({ currency: 'EUR', conversions: { EUR: { rate: 1, day: null } } });
});

test('without a rate to the currency of the account, most bidders are compared, else those of the first', () => {
  expect(compare(['EUR', 'GBP'], 'CAD')).toMatchObject({ currency: 'EUR', conversions: { GBP: { rate: 1.6 } } });
  expect(compare(['EUR', 'USD'], 'CAD', [])).toEqual({ currency: 'EUR', conversions: { EUR: { rate: 1, day: null } } });
});

test('one currency needs no rate', () => {
  expect(compare(['CAD', 'CAD'], 'CAD', [])).toEqual({ currency: 'CAD', conversions: { CAD: { rate: 1, day: null } } });
});
