import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { startSync, SYNC_WAIT_MS } from '../../../shared/domain/integrations/syncs.ts';
import { requireFound } from '../../../shared/errors.ts';
import { integrationByKey } from '../../../sql/integrations/integrations.ts';
import { countSyncs, listSyncErrors, listSyncs, syncByKey } from '../../../sql/integrations/syncs.ts';
import { jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { idParams, page, Pagination, paginationOf, readNumberedPage, errorResponses } from '../conventions.ts';
import {
  presentSync,
  presentSyncResult,
  RunningSyncResponse,
  SyncResponse,
  SyncResultResponse,
} from './syncs.shape.ts';

/** Maximum number of rejected calls in one response. */
const ERRORS_MAX = 100;

const ListSyncsQuery = z.object(page);
const ListSyncsResponse = z
  .object({ syncs: z.array(SyncResponse), pagination: Pagination })
  .openapi('ListSyncsResponse');

const tags = ['Integrations'];

export const syncRoutes = createRoutes();

syncRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/integrations/{id}/sync',
    tags,
    operationId: 'startSync',
    summary: 'Sync calls to the platform',
    description:
      'Sends all calls that have ended since the last sync. Each call is sent once; later syncs retry the calls that the ' +
      'platform rejected. Calls are also sent by themselves as they end. Send the header `Prefer: respond-async` to get ' +
      'the response at once. 409 while a sync runs that a user has started.',
    request: { params: idParams('id') },
    responses: {
      200: jsonResponse('The finished sync', SyncResultResponse),
      202: jsonResponse(
        `The running sync, when it takes longer than ${SYNC_WAIT_MS / 1000} s. It continues; see statusUrl.`,
        RunningSyncResponse,
      ),
      ...errorResponses,
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const waitMs = /\brespond-async\b/i.test(c.req.header('prefer') ?? '') ? 0 : SYNC_WAIT_MS;
    const { integration, sync } = await startSync(ctx, c.get('actor'), c.req.valid('param').id, waitMs);
    const errors = await listSyncErrors(ctx.sql, sync.tenantId, sync.id, ERRORS_MAX);
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
    operationId: 'listSyncs',
    summary: 'List the syncs of a platform integration',
    description: 'Without the errors of single calls. Get a single sync for those.',
    request: { params: idParams('id'), query: ListSyncsQuery },
    responses: { 200: jsonResponse('Syncs, newest first', ListSyncsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'integrations.read');
    const integration = requireFound(await integrationByKey(sql, tenantId, c.req.valid('param').id), 'Integration');
    const query = c.req.valid('query');
    const listed = await readNumberedPage(c, query, {
      list: (page) => listSyncs(sql, tenantId, integration.id, page),
      count: () => countSyncs(sql, tenantId, integration.id),
    });
    const syncs = listed.rows.map((row) => presentSync(row, []));
    return c.json({ syncs, pagination: paginationOf(listed, query.after) }, 200);
  },
);

syncRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/integrations/{id}/syncs/{syncId}',
    tags,
    operationId: 'getSync',
    summary: 'Get the progress of a sync and the calls that the platform rejected',
    request: { params: idParams('id', 'syncId') },
    responses: { 200: jsonResponse('The sync', SyncResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'integrations.read');
    const { id, syncId } = c.req.valid('param');
    const integration = requireFound(await integrationByKey(sql, tenantId, id), 'Integration');
    const sync = requireFound(await syncByKey(sql, tenantId, integration.id, syncId), 'Sync');
    return c.json(presentSync(sync, await listSyncErrors(sql, tenantId, sync.id, ERRORS_MAX)), 200);
  },
);
