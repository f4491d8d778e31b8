import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { startSync, SYNC_WAIT_MS } from '../../../shared/domain/integrations/syncs.ts';
import { requireFound } from '../../../shared/errors.ts';
import { integrationByKey } from '../../../sql/integrations/integrations.ts';
import { countSyncs, listSyncs, syncByKey, listSyncErrors } from '../../../sql/integrations/syncs.ts';
import { jsonResponse } from '../../http/replies.ts';
import { idParams, page, pageOffset, Pagination, paginationOf, errorResponses } from '../conventions.ts';
import { presentSyncResult, presentSync, SyncResultResponse, SyncResponse, RunningSyncResponse } from './integrations.shape.ts';
import { createRoutes } from '../../http/routes.ts';

/** How many rejected calls one reply names. */
const ERRORS_SHOWN_MAX = 100;
const tags = ['Integrations'];

export const syncRoutes = createRoutes();

syncRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/integrations/{id}/sync',
    tags,
    summary: 'Sync platform data: tell the platform of all calls that have ended since',
    description:
      'Each call is told once. One that the platform rejects is tried again by later syncs. Send `Prefer: respond-async` ' +
      'not to wait for the result. 409 while a sync runs.',
    request: { params: idParams('id') },
    responses: {
      200: jsonResponse('The sync is over', SyncResultResponse),
      202: jsonResponse(`The sync takes longer than ${SYNC_WAIT_MS / 1000} s and goes on; so far`, RunningSyncResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const answerMs = /\brespond-async\b/i.test(c.req.header('prefer') ?? '') ? 0 : SYNC_WAIT_MS;
    const { integration, sync } = await startSync(ctx, c.get('actor'), c.req.valid('param').id, answerMs);
    const errors = await listSyncErrors(ctx.sql, sync.tenantId, sync.id, ERRORS_SHOWN_MAX);
    const result = presentSyncResult(sync, errors);
    if (sync.status !== 'running') return c.json(result, 200);
    const statusUrl = `/api/integrations/${integration.id}/syncs/${sync.id}`;
    c.header('Location', statusUrl);
    return c.json({ ...result, statusUrl }, 202);
  },
);

syncRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/integrations/{id}/syncs',
    tags,
    summary: 'List the syncs of a platform integration',
    request: { params: idParams('id'), query: z.object(page) },
    responses: {
      200: jsonResponse('Syncs, newest first', z.object({ syncs: z.array(SyncResponse), pagination: Pagination })),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'integrations.read');
    const integration = requireFound(await integrationByKey(sql, tenantId, c.req.valid('param').id), 'Integration');
    const asked = c.req.valid('query');
    const rows = await listSyncs(sql, tenantId, integration.id, { limit: asked.limit, offset: pageOffset(asked) });
    const total = await countSyncs(sql, tenantId, integration.id);
    // Which calls were rejected is told by the sync itself.
    return c.json({ syncs: rows.map((row) => presentSync(row, [])), pagination: paginationOf(asked, total) }, 200);
  },
);

syncRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/integrations/{id}/syncs/{syncId}',
    tags,
    summary: 'See how far a sync is, and which calls the platform rejected',
    request: { params: idParams('id', 'syncId') },
    responses: { 200: jsonResponse('The sync', SyncResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'integrations.read');
    const { id, syncId } = c.req.valid('param');
    const integration = requireFound(await integrationByKey(sql, tenantId, id), 'Integration');
    const sync = requireFound(await syncByKey(sql, tenantId, integration.id, syncId), 'Sync');
    return c.json(presentSync(sync, await listSyncErrors(sql, tenantId, sync.id, ERRORS_SHOWN_MAX)), 200);
  },
);
