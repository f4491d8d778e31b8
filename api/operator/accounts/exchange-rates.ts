/** Daily exchange rates for all accounts. */
import { z } from '@hono/zod-openapi';
import { setOperatorRates } from '../../../shared/domain/accounts/exchange-rates.ts';
import { countExchangeRates, type ExchangeRateRow, listExchangeRates } from '../../../sql/accounts/exchange-rates.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { currencyCode, exchangeRatesOfDay, rateDay } from '../../http/fields.ts';
import { page } from '../../http/pagination.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { uuid, integer, timestampWithExample } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const ExchangeRateResponse = z
  .object({
    id: integer,
    uuid,
    date: z.iso.date(),
    currency: z.string(),
    per_dollar: z.number().openapi({ description: 'How many units of the currency one US dollar buys' }),
    source: z.string(),
    updated_at: timestampWithExample('2024-01-01T09:00:00.000Z'),
  })
  .openapi('ExchangeRateResponse');

const presentRate = (rate: ExchangeRateRow): z.infer<typeof ExchangeRateResponse> => ({
  id: rate.id,
  uuid: rate.uuid,
  date: rate.day,
  currency: rate.currency,
  per_dollar: rate.perDollar,
  source: rate.source,
  updated_at: rate.updatedAt.toISOString(),
});

const SetExchangeRatesBody = z.strictObject(exchangeRatesOfDay).openapi('SetExchangeRatesBody');
const SetExchangeRatesResponse = z
  .object({ success: z.literal(true), exchange_rates: z.array(ExchangeRateResponse) })
  .openapi('SetExchangeRatesResponse');
const ListExchangeRatesResponse = z
  .object({ success: z.literal(true), exchange_rates: z.array(ExchangeRateResponse), count: integer, total: integer })
  .openapi('ListExchangeRatesResponse');

const tags = ['Exchange rates'];

export const exchangeRateRoutes = createRoutes();

exchangeRateRoutes.openapi(
  createRoute({
    operationId: 'listExchangeRates',
    method: 'get',
    path: '/operator/exchange-rates',
    tags,
    summary: 'List the exchange rates for all accounts',
    request: { query: z.object({ currency: currencyCode.optional(), date: rateDay.optional(), ...page }) },
    responses: { 200: jsonResponse('Rates, newest first', ListExchangeRatesResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { currency, date: day, ...query } = c.req.valid('query');
    const { rows, total } = await readPage(c, query, {
      list: (range) => listExchangeRates(sql, null, { currency, day, ...range }),
      count: () => countExchangeRates(sql, null, { currency, day }),
    });
    return c.json({ success: true as const, exchange_rates: rows.map(presentRate), count: rows.length, total }, 200);
  },
);

exchangeRateRoutes.openapi(
  createRoute({
    operationId: 'setExchangeRates',
    method: 'post',
    path: '/operator/exchange-rates',
    tags,
    summary: 'Set the exchange rates of a day for all accounts',
    description:
      'Currencies that the body does not name stay unchanged. Awards keep the rate with which they were compared. An account may set other rates of the same day for itself.',
    request: { body: jsonBody(SetExchangeRatesBody) },
    responses: { 200: jsonResponse('The rates that were set', SetExchangeRatesResponse), ...errorResponses },
  }),
  async (c) => {
    const { date: day, ...rates } = c.req.valid('json');
    const set = await setOperatorRates(c.get('ctx'), { day, ...rates });
    return c.json({ success: true as const, exchange_rates: set.map(presentRate) }, 200);
  },
);
