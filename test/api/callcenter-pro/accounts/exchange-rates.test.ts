import { expect, test } from 'vitest';
import { createTenant, openSession, operatorOf } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { latestRates } from '../../../../sql/accounts/exchange-rates.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const operator = operatorOf(system);
const PATH = '/api/exchange-rates';
const bank = { source: 'European Central Bank', base: 'EUR' };

const ratesOf = async (tenantId: number) => {
  const rates = await latestRates(sql, tenantId, ['EUR', 'GBP', 'CAD']);
  return Object.fromEntries(rates.map(({ currency, perDollar, day }) => [currency, [perDollar, day]]));
};

test('rates of any base are stored for one dollar, and the newest of each currency counts', async () => {
  const founder = await createTenant(system);
  const owner = await openSession(system, founder);
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${founder.user.tenant_id}`;
  const day = (date: string, rates: object) => ({ ...bank, date, rates });
  const first = await owner.post(PATH, day('2024-01-02', { USD: 1.25, GBP: 0.5 }));
  expect(first).toMatchObject({
    status: 200,
    body: {
      exchangeRates: [
        { currency: 'EUR', perDollar: 0.8, date: '2024-01-02', source: bank.source, setBy: 'account' },
        { currency: 'GBP', perDollar: 0.4, date: '2024-01-02' },
      ],
    },
  });
  await owner.post(PATH, { source: 'Desk', date: '2024-01-03', rates: { GBP: 0.75 } });
  await owner.post(PATH, { source: 'Desk', date: '2099-01-01', rates: { GBP: 99 } });
  expect(await ratesOf(tenant.id)).toEqual({ EUR: [0.8, '2024-01-02'], GBP: [0.75, '2024-01-03'] });
  // Sent again, the rates of a day replace the former.
  await owner.post(PATH, { source: 'Desk', date: '2024-01-03', rates: { GBP: 0.5 } });
  expect((await ratesOf(tenant.id))['GBP']).toEqual([0.5, '2024-01-03']);

  // The operator's rates count for all accounts, those of the account first of the same day.
  const set = await operator.post('/api/operator/exchange-rates', {
    source: 'Operator',
    date: '2024-01-03',
    rates: { GBP: 0.6, CAD: 1.5 },
  });
  expect(set).toMatchObject({ status: 200, body: { exchange_rates: [{ currency: 'CAD', per_dollar: 1.5 }, {}] } });
  expect(await ratesOf(tenant.id)).toMatchObject({ CAD: [1.5, '2024-01-03'], GBP: [0.5, '2024-01-03'] });
  const { body } = await owner.get(`${PATH}?currency=gbp&date=2024-01-03`);
  expect(body['exchangeRates']).toMatchObject([{ setBy: 'operator' }, { setBy: 'account', perDollar: 0.5 }]);
  expect((await operator.get('/api/operator/exchange-rates')).body).toMatchObject({ total: 2 });
});

test.each([
  ['a base other than the dollar without the dollar', { base: 'EUR', rates: { GBP: 0.8 } }],
  ['a rate of 0', { rates: { GBP: 0 } }],
  ['no rate', { rates: {} }],
  ['no currency', { rates: { pounds: 1 } }],
])('rates are refused: %s', async (_, fields) => {
  const owner = await openSession(system, await createTenant(system));
  expect((await owner.post(PATH, { source: 'Desk', date: '2024-01-03', ...fields })).status).toBe(422);
});
