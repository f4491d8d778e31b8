/** Search for phone numbers that the carrier sells. */
import { z } from '@hono/zod-openapi';
import { searchNumbers } from '../../../shared/domain/numbers/number-search.ts';
import { NUMBER_TYPES } from '../../../shared/rules/numbers/number-type.ts';
import { jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { errorResponses } from '../conventions.ts';
import { AvailableNumbersResponse, presentAvailableNumber } from './purchases.shape.ts';

const SEARCH_LIMIT_DEFAULT = 10;
const SEARCH_LIMIT_MAX = 50;

const SearchPhoneNumbersQuery = z.object({
  areaCode: z
    .string()
    .regex(/^\d{3}$/, 'must be three digits')
    .optional()
    .openapi({ example: '212' }),
  type: z.enum(NUMBER_TYPES).default('local'),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must be a country code of two letters, such as US')
    .default('US')
    .transform((code) => code.toUpperCase()),
  contains: z
    .string()
    .regex(/^[\d*]{2,15}$/, 'must be 2 to 15 digits; * stands for any digit')
    .optional(),
  limit: z.coerce.number().int().min(1).max(SEARCH_LIMIT_MAX).default(SEARCH_LIMIT_DEFAULT),
});
export const numberSearchRoutes = createRoutes();

numberSearchRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/phone-numbers/search',
    operationId: 'searchPhoneNumbers',
    tags: ['Phone numbers'],
    summary: 'Search for phone numbers to buy',
    request: { query: SearchPhoneNumbersQuery },
    responses: { 200: jsonResponse('Numbers that the carrier sells', AvailableNumbersResponse), ...errorResponses },
  }),
  async (c) => {
    const { country: isoCountry, ...query } = c.req.valid('query');
    const numbers = await searchNumbers(c.get('ctx'), c.get('actor'), { ...query, isoCountry });
    return c.json({ availableNumbers: numbers.map(presentAvailableNumber) }, 200);
  },
);
