/** The daily exchange rates with which auctions compare bids in several currencies. */
import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { setAccountRates } from '../../../shared/domain/accounts/exchange-rates.ts';
import { countExchangeRates, type ExchangeRateRow, listExchangeRates } from '../../../sql/accounts/exchange-rates.ts';
import { currencyCode, exchangeRatesOfDay, rateDay } from '../../http/fields.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { uuid, integer } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { errorResponses, page, Pagination, paginationOf, readNumberedPage, timestamp } from '../conventions.ts';

const ExchangeRateResponse = z
  .object({
    id: integer,
    uuid,
    date: z.iso.date(),
    currency: z.string(),
    perDollar: z.number().openapi({ description: 'How many units of the currency one US dollar buys' }),
    source: z.string(),
    setBy: z.enum(['account', 'operator']).openapi({ description: 'Of one day, the rate of the account counts' }),
    updatedAt: timestamp,
  })
  .openapi('ExchangeRateResponse');

const presentRate = (rate: ExchangeRateRow): z.infer<typeof ExchangeRateResponse> => ({
  id: rate.id,
  uuid: rate.uuid,
  date: rate.day,
  currency: rate.currency,
  perDollar: rate.perDollar,
  source: rate.source,
  setBy: rate.tenantId === null ? 'operator' : 'account',
  updatedAt: rate.updatedAt.toISOString(),
});

const SetExchangeRatesBody = z.strictObject(exchangeRatesOfDay).openapi('SetExchangeRatesBody');
const SetExchangeRatesResponse = z
  .object({ exchangeRates: z.array(ExchangeRateResponse) })
  .openapi('SetExchangeRatesResponse');
const ListExchangeRatesResponse = z
  .object({ exchangeRates: z.array(ExchangeRateResponse), pagination: Pagination })
  .openapi('ListExchangeRatesResponse');

const tags = ['Money'];

export const exchangeRateRoutes = createRoutes();

exchangeRateRoutes.openapi(
  createRoute({
    operationId: 'listExchangeRates',
    method: 'get',
    path: '/exchange-rates',
    tags,
    summary: 'List exchange rates',
    description:
      'The rates of the account and of the operator. An auction uses the newest rate of each currency until today.',
    request: { query: z.object({ currency: currencyCode.optional(), date: rateDay.optional(), ...page }) },
    responses: { 200: jsonResponse('Rates, newest first', ListExchangeRatesResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'money.read');
    const query = c.req.valid('query');
    const filter = { currency: query.currency, day: query.date };
    const listed = await readNumberedPage(c, query, {
      list: (range) => listExchangeRates(sql, tenantId, { ...filter, ...range }),
      count: () => countExchangeRates(sql, tenantId, filter),
    });
    return c.json({ exchangeRates: listed.rows.map(presentRate), pagination: paginationOf(listed, query.after) }, 200);
  },
);

exchangeRateRoutes.openapi(
  createRoute({
    operationId: 'setExchangeRates',
    method: 'post',
    path: '/exchange-rates',
    tags,
    summary: 'Set the exchange rates of a day',
    description:
      'Currencies that the body does not name stay unchanged. Awards keep the rate with which they were compared.',
    request: { body: jsonBody(SetExchangeRatesBody) },
    responses: { 200: jsonResponse('The rates that were set', SetExchangeRatesResponse), ...errorResponses },
  }),
  async (c) => {
    const { date: day, ...rates } = c.req.valid('json');
    const set = await setAccountRates(c.get('ctx'), c.get('actor'), { day, ...rates });
    return c.json({ exchangeRates: set.map(presentRate) }, 200);
  },
);
