import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  createIntegration,
  deleteIntegration,
  updateIntegration,
} from '../../../shared/domain/integrations/integrations.ts';
import { PLATFORM_NAMES } from '../../../shared/rules/integrations/platform-names.ts';
import { invalidField, requireFound } from '../../../shared/errors.ts';
import { countIntegrations, integrationByKey, listIntegrations } from '../../../sql/integrations/integrations.ts';
import { countBackfillCalls } from '../../../sql/integrations/sync-records.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { dateTime, httpUrl } from '../../http/fields.ts';
import { nameText, safeText } from '../../http/safe-text.ts';
import { LIST_DESCRIPTION, idParams, MessageResponse, errorResponses, WholeListQuery } from '../conventions.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { BackfillResponse, IntegrationResponse, presentIntegration } from './integrations.shape.ts';

/** Maximum length of an API key. The longest API keys are JSON texts that can renew a Salesforce token. */
const API_KEY_LENGTH_MAX = 8_000;

const integrationFields = {
  name: nameText(200),
  platform: z.enum(PLATFORM_NAMES),
  apiKey: safeText(API_KEY_LENGTH_MAX)
    .nullable()
    .openapi({
      description:
        'HubSpot: a private app’s token. Salesforce: an access token, or JSON with accessToken, refreshToken, clientId and ' +
        'clientSecret. Pipedrive: an API token. Zapier: optional; each event is signed with it.',
    }),
  webhookUrl: httpUrl.nullable().openapi({
    description:
      'Salesforce: the URL of your instance. Pipedrive: your company’s domain. Zapier: the URL of the catch hook.',
    example: 'https://api.hubspot.com/webhook',
  }),
  isActive: z.boolean(),
};

const UpdateIntegrationBody = z.strictObject(integrationFields).partial().openapi('UpdateIntegrationBody');

const CreateIntegrationBody = z
  .strictObject({
    ...UpdateIntegrationBody.shape,
    name: integrationFields.name,
    platform: integrationFields.platform,
    backfill: z
      .boolean()
      .optional()
      .openapi({
        description:
          'Whether to send the calls of the past too: all, or those since backfillFrom. Otherwise the platform gets the ' +
          'calls that end from now on. `GET /integrations/backfill` counts the calls of the past first.',
      }),
    backfillFrom: dateTime.optional().openapi({ description: 'Send the calls that ended at this time or later.' }),
  })
  .openapi('CreateIntegrationBody');

const tags = ['Integrations'];

export const integrationRoutes = createRoutes();

integrationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/integrations',
    tags,
    operationId: 'listIntegrations',
    summary: 'List platform integrations',
    description: LIST_DESCRIPTION,
    request: { query: WholeListQuery },
    responses: { 200: jsonResponse('Integrations, oldest first', z.array(IntegrationResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'integrations.read');
    const { rows } = await readPage(c, c.req.valid('query'), {
      list: (page) => listIntegrations(sql, tenantId, page),
      count: () => countIntegrations(sql, tenantId),
    });
    return c.json(rows.map(presentIntegration), 200);
  },
);

integrationRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/integrations',
    tags,
    operationId: 'createIntegration',
    summary: 'Create a platform integration',
    description:
      'HubSpot: the first sync creates the custom properties. Salesforce: first create the custom fields CCP_Phone__c on ' +
      'Contact and CCP_Call_Id__c on Activity as unique external ids.',
    request: { body: jsonBody(CreateIntegrationBody) },
    responses: { 201: jsonResponse('The new integration', IntegrationResponse), ...errorResponses },
  }),
  async (c) => {
    const { backfill, backfillFrom = backfill ? null : undefined, ...fields } = c.req.valid('json');
    if (backfill === false && backfillFrom)
      throw invalidField('backfillFrom', 'backfillFrom needs backfill to be true, or left out.');
    const input = { webhookUrl: null, isActive: true, ...fields, backfillFrom };
    return c.json(presentIntegration(await createIntegration(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

integrationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/integrations/backfill',
    tags,
    operationId: 'countBackfill',
    summary: 'Count the calls that a back-fill would send',
    description: 'Ask before you create an integration with `backfill` or `backfillFrom`. Nothing is sent.',
    request: { query: z.object({ from: dateTime.optional() }) },
    responses: { 200: jsonResponse('The number of calls', BackfillResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'integrations.read');
    const { from = null } = c.req.valid('query');
    const calls = await countBackfillCalls(c.get('ctx').sql, tenantId, from);
    return c.json({ from: from?.toISOString() ?? null, calls }, 200);
  },
);

integrationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/integrations/{id}',
    tags,
    operationId: 'getIntegration',
    summary: 'Get a platform integration',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The integration', IntegrationResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'integrations.read');
    const { id } = c.req.valid('param');
    return c.json(
      presentIntegration(requireFound(await integrationByKey(c.get('ctx').sql, tenantId, id), 'Integration')),
      200,
    );
  },
);

integrationRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/integrations/{id}',
    tags,
    operationId: 'updateIntegration',
    summary: 'Update a platform integration',
    request: { params: idParams('id'), body: jsonBody(UpdateIntegrationBody) },
    responses: { 200: jsonResponse('The updated integration', IntegrationResponse), ...errorResponses },
  }),
  async (c) => {
    const { id } = c.req.valid('param');
    const integration = await updateIntegration(c.get('ctx'), c.get('actor'), id, c.req.valid('json'));
    return c.json(presentIntegration(integration), 200);
  },
);

integrationRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/integrations/{id}',
    tags,
    operationId: 'deleteIntegration',
    summary: 'Delete a platform integration',
    description: 'The calls that were sent stay on the platform.',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteIntegration(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Integration deleted successfully' }, 200);
  },
);
