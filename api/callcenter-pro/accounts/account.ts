/** The account of the user: its time zone, its currency, and who calls. */
import { z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { changeAccountSettings } from '../../../shared/domain/accounts/account-settings.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { accountSettings } from '../../../sql/accounts/tenants.ts';
import { currencyCode, e164, ianaZone } from '../../http/fields.ts';
import { lineText } from '../../http/safe-text.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { errorResponses } from '../conventions.ts';

const AccountResponse = z
  .object({
    timezone: z.string().openapi({ description: 'The zone of the days of statistics, reports and statements' }),
    currency: z.string().openapi({ description: 'The currency of the totals of statistics' }),
    companyName: z.string().nullable().openapi({
      description: 'The business that called people hear as the caller. Null: the name of the account',
    }),
    callbackNumber: z.string().nullable().openapi({
      description: 'The number that called people hear. Null: the caller ID of the call',
    }),
  })
  .openapi('AccountResponse');

const UpdateAccountBody = z
  .strictObject({
    timezone: ianaZone,
    currency: currencyCode,
    companyName: lineText(200).min(1).nullable(),
    callbackNumber: e164.nullable(),
  })
  .partial()
  .openapi('UpdateAccountBody');

const tags = ['Account'];

export const accountRoutes = createRoutes();

const presentAccount = async ({ sql }: Pick<Context, 'sql'>, tenantId: number) => accountSettings(sql, tenantId);

accountRoutes.openapi(
  createRoute({
    operationId: 'getAccount',
    method: 'get',
    path: '/account',
    tags,
    summary: 'Get the settings of the account',
    responses: { 200: jsonResponse('The account', AccountResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'stats.read');
    return c.json(await presentAccount(c.get('ctx'), tenantId), 200);
  },
);

accountRoutes.openapi(
  createRoute({
    operationId: 'updateAccount',
    method: 'put',
    path: '/account',
    tags,
    summary: 'Change the settings of the account',
    request: { body: jsonBody(UpdateAccountBody) },
    responses: { 200: jsonResponse('The account', AccountResponse), ...errorResponses },
  }),
  async (c) => {
    const actor = c.get('actor');
    await changeAccountSettings(c.get('ctx'), actor, definedOnly(c.req.valid('json')));
    return c.json(await presentAccount(c.get('ctx'), actor.tenantId), 200);
  },
);
