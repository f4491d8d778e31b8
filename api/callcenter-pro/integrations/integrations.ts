import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  updateIntegration,
  createIntegration,
  deleteIntegration,
} from '../../../shared/domain/integrations/integrations.ts';
import { PLATFORM_NAMES } from '../../../shared/domain/integrations/platforms.ts';
import { requireFound } from '../../../shared/errors.ts';
import { countIntegrations, integrationByKey, listIntegrations } from '../../../sql/integrations/integrations.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { httpUrl } from '../../http/fields.ts';
import { safeText } from '../../http/safe-text.ts';
import {
  COUNTED_LIST_DESCRIPTION,
  idParams,
  LIST_MAX,
  MessageResponse,
  errorResponses,
  setTotalCountHeader,
} from '../conventions.ts';
import { IntegrationResponse, presentIntegration } from './integrations.shape.ts';
import { createRoutes } from '../../http/routes.ts';

/** JSON with everything that Salesforce renews a token with fits well into it. */
const API_KEY_LENGTH_MAX = 8_000;

const integrationFields = z.strictObject({
  name: safeText(200).trim().min(1, 'must not be empty'),
  platform: z.enum(PLATFORM_NAMES),
  apiKey: safeText(API_KEY_LENGTH_MAX)
    .nullable()
    .openapi({
      description:
        'HubSpot: a private app’s token. Salesforce: an access token, or JSON with accessToken, refreshToken, clientId and ' +
        'clientSecret. Pipedrive: an API token. Zapier: signs each event, if given.',
    }),
  webhookUrl: httpUrl.nullable().openapi({
    description: 'Salesforce: your instance. Pipedrive: your company’s domain. Zapier: the catch hook.',
    example: 'https://api.hubspot.com/webhook',
  }),
  isActive: z.boolean(),
});
const UpdateIntegrationBody = integrationFields.partial();
const CreateIntegrationBody = z.strictObject({
  ...UpdateIntegrationBody.shape,
  name: integrationFields.shape.name,
  platform: integrationFields.shape.platform,
});
const tags = ['Integrations'];

export const integrationRoutes = createRoutes();

integrationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/integrations',
    tags,
    summary: 'List platform integrations',
    description: COUNTED_LIST_DESCRIPTION,
    responses: { 200: jsonResponse('Integrations, oldest first', z.array(IntegrationResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'integrations.read');
    const rows = await listIntegrations(sql, tenantId, LIST_MAX);
    setTotalCountHeader(c, await countIntegrations(sql, tenantId));
    return c.json(rows.map(presentIntegration), 200);
  },
);

integrationRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/integrations',
    tags,
    summary: 'Create a platform integration',
    description:
      'HubSpot: the properties it needs are made by the first sync. Salesforce: make the unique external ids ' +
      'CCP_Phone__c on Contact and CCP_Call_Id__c on Activity first.',
    request: { body: jsonBody(CreateIntegrationBody) },
    responses: { 201: jsonResponse('The new integration', IntegrationResponse), ...errorResponses },
  }),
  async (c) => {
    const input = { webhookUrl: null, isActive: true, ...c.req.valid('json') };
    return c.json(presentIntegration(await createIntegration(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

integrationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/integrations/{id}',
    tags,
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
    summary: 'Update a platform integration',
    request: { params: idParams('id'), body: jsonBody(UpdateIntegrationBody) },
    responses: { 200: jsonResponse('The integration as it is now', IntegrationResponse), ...errorResponses },
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
    summary: 'Delete a platform integration; what the platform was told stays there',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteIntegration(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Integration deleted successfully' }, 200);
  },
);
