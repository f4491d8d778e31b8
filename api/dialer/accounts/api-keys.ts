import { z } from '@hono/zod-openapi';
import { authorize, GRANTABLE_PERMISSIONS } from '../../../shared/domain/accounts/access.ts';
import {
  createApiKey,
  type NewApiKey,
  revokeApiKey,
  rotateApiKey,
  updateApiKey,
} from '../../../shared/domain/accounts/api-keys.ts';
import { requireFound } from '../../../shared/errors.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { apiKeyByKey, countApiKeys, listApiKeys } from '../../../sql/accounts/api-keys.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { optionalDateTime } from '../../http/fields.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { nameText } from '../../http/safe-text.ts';
import { idParam, page } from '../conventions.ts';
import { ApiKeyResponse, presentApiKey } from './api-keys.shape.ts';

const SECONDS_PER_DAY = 24 * 3_600;
/** After a rotation, the old secret is valid for a day. That is enough to change the programs that use the key. */
const OVERLAP_SECONDS_DEFAULT = SECONDS_PER_DAY;
/** A longer overlap would mean two secrets that are valid for most of the time. */
const OVERLAP_SECONDS_MAX = 30 * SECONDS_PER_DAY;

const keyName = nameText(200);
const permissions = z
  .array(z.enum(GRANTABLE_PERMISSIONS))
  .min(1, 'must name at least one permission')
  .transform((names) => [...new Set(names)])
  .openapi({
    type: 'array',
    items: { type: 'string', enum: [...GRANTABLE_PERMISSIONS] },
    example: ['leads.read', 'leads.write'],
  });
const expiry = optionalDateTime
  .refine((time) => time === null || time.getTime() > Date.now(), 'must be in the future')
  .openapi({ description: 'Without a time, the key does not expire' });

const CreateApiKeyBody = z
  .strictObject({ name: keyName, permissions, expires_at: expiry.default(null) })
  .openapi('CreateApiKeyBody');
const UpdateApiKeyBody = z
  .strictObject({ name: keyName.optional(), permissions: permissions.optional(), expires_at: expiry.optional() })
  .openapi('UpdateApiKeyBody');
const RotateApiKeyBody = z
  .strictObject({
    overlap_seconds: z
      .number()
      .int()
      .min(0)
      .max(OVERLAP_SECONDS_MAX)
      .default(OVERLAP_SECONDS_DEFAULT)
      .openapi({ description: 'How long the old secret stays valid. 0 ends it at once' }),
  })
  .openapi('RotateApiKeyBody');

const SingleApiKeyResponse = z
  .object({ success: z.literal(true), api_key: ApiKeyResponse })
  .openapi('SingleApiKeyResponse');
const NewApiKeyResponse = z
  .object({
    success: z.literal(true),
    api_key: ApiKeyResponse,
    key: z.string().openapi({
      example: 'ccp_3f9a0c1d5e7b2846_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE',
      description: 'The whole key. Store it now: it is not shown again. Send it as `Authorization: Bearer <key>`',
    }),
  })
  .openapi('NewApiKeyResponse');
const ListApiKeysResponse = z
  .object({
    success: z.literal(true),
    api_keys: z.array(ApiKeyResponse),
    count: z.number().int(),
    total: z.number().int(),
  })
  .openapi('ListApiKeysResponse');
const RevokeApiKeyResponse = z
  .object({ success: z.literal(true), message: z.string() })
  .openapi('RevokeApiKeyResponse');

const tags = ['API keys'];

const presentNewKey = ({ row, secret }: NewApiKey) => ({
  success: true as const,
  api_key: presentApiKey(row),
  key: secret,
});

export const apiKeyRoutes = createRoutes();

apiKeyRoutes.openapi(
  createRoute({
    operationId: 'listApiKeys',
    method: 'get',
    path: '/api-keys',
    tags,
    summary: 'List API keys',
    request: { query: z.object(page) },
    responses: { 200: jsonResponse('API keys, newest first', ListApiKeysResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'api-keys.write');
    const { rows, total } = await readPage(c, c.req.valid('query'), {
      list: (page) => listApiKeys(sql, tenantId, page),
      count: () => countApiKeys(sql, tenantId),
    });
    return c.json({ success: true as const, api_keys: rows.map(presentApiKey), count: rows.length, total }, 200);
  },
);

apiKeyRoutes.openapi(
  createRoute({
    operationId: 'createApiKey',
    method: 'post',
    path: '/api-keys',
    tags,
    summary: 'Create an API key',
    description:
      'The key belongs to the account. It stays valid when the user who created it is deactivated, until an ' +
      'administrator revokes it. Permissions to manage users and API keys cannot be given to a key.',
    request: { body: jsonBody(CreateApiKeyBody) },
    responses: { 201: jsonResponse('The new key, shown once', NewApiKeyResponse), ...errorResponses },
  }),
  async (c) => {
    const { expires_at: expiresAt, ...fields } = c.req.valid('json');
    return c.json(presentNewKey(await createApiKey(c.get('ctx'), c.get('actor'), { ...fields, expiresAt })), 201);
  },
);

apiKeyRoutes.openapi(
  createRoute({
    operationId: 'getApiKey',
    method: 'get',
    path: '/api-keys/{id}',
    tags,
    summary: 'Get an API key',
    request: { params: idParam },
    responses: { 200: jsonResponse('The key', SingleApiKeyResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'api-keys.write');
    const row = requireFound(await apiKeyByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id), 'API key');
    return c.json({ success: true as const, api_key: presentApiKey(row) }, 200);
  },
);

apiKeyRoutes.openapi(
  createRoute({
    operationId: 'updateApiKey',
    method: 'put',
    path: '/api-keys/{id}',
    tags,
    summary: 'Update an API key',
    request: { params: idParam, body: jsonBody(UpdateApiKeyBody) },
    responses: { 200: jsonResponse('The updated key', SingleApiKeyResponse), ...errorResponses },
  }),
  async (c) => {
    const { expires_at: expiresAt, ...fields } = c.req.valid('json');
    const input = definedOnly({ ...fields, expiresAt });
    const row = await updateApiKey(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json({ success: true as const, api_key: presentApiKey(row) }, 200);
  },
);

apiKeyRoutes.openapi(
  createRoute({
    operationId: 'rotateApiKey',
    method: 'post',
    path: '/api-keys/{id}/rotate',
    tags,
    summary: 'Give an API key a new secret',
    request: { params: idParam, body: jsonBody(RotateApiKeyBody) },
    responses: { 200: jsonResponse('The key with its new secret, shown once', NewApiKeyResponse), ...errorResponses },
  }),
  async (c) => {
    const { overlap_seconds: overlapSeconds } = c.req.valid('json');
    const rotated = await rotateApiKey(c.get('ctx'), c.get('actor'), c.req.valid('param').id, { overlapSeconds });
    return c.json(presentNewKey(rotated), 200);
  },
);

apiKeyRoutes.openapi(
  createRoute({
    operationId: 'revokeApiKey',
    method: 'delete',
    path: '/api-keys/{id}',
    tags,
    summary: 'Revoke an API key',
    request: { params: idParam },
    responses: { 200: jsonResponse('The key is revoked', RevokeApiKeyResponse), ...errorResponses },
  }),
  async (c) => {
    await revokeApiKey(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, message: 'API key revoked' }, 200);
  },
);
