import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { AUDIT_VERBS, countAuditEvents, listAuditEvents } from '../../../sql/accounts/audit-events.ts';
import { periodQuery, readPeriod } from '../../http/period.ts';
import { jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { errorResponses, id, page, Pagination, paginationOf, readNumberedPage } from '../conventions.ts';
import { AuditEventResponse, presentAuditEvent } from './audit-events.shape.ts';

/** Maximum length of the name of an entity, in characters. The longest name has 20 characters. */
const ENTITY_LENGTH_MAX = 50;

const ListAuditEventsQuery = z.object({
  entity: z
    .string()
    .regex(/^[a-z_]+$/, 'must be the name of an entity, such as campaign or rtb_target')
    .max(ENTITY_LENGTH_MAX)
    .optional()
    .openapi({ example: 'campaign' }),
  entityId: id.optional(),
  actorId: z.coerce.number().int().positive().optional().openapi({ type: 'integer' }),
  verb: z.enum(AUDIT_VERBS).optional(),
  ...periodQuery,
  ...page,
});

const ListAuditEventsResponse = z
  .object({ events: z.array(AuditEventResponse), pagination: Pagination })
  .openapi('ListAuditEventsResponse');

export const auditEventRoutes = createRoutes();

auditEventRoutes.openapi(
  createRoute({
    operationId: 'listAuditEvents',
    method: 'get',
    path: '/audit-events',
    tags: ['Audit'],
    summary: 'List audit events',
    description: 'Who changed what: the changes that users made, with the values before and after each change.',
    request: { query: ListAuditEventsQuery },
    responses: { 200: jsonResponse('Audit events, newest first', ListAuditEventsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'audit.read');
    const query = c.req.valid('query');
    const { entity, entityId: entityKey, actorId, verb } = query;
    const filter = { entity, entityKey, actorId, verb, ...(await readPeriod(sql, tenantId, query)) };
    const listed = await readNumberedPage(c, query, {
      list: (page) => listAuditEvents(sql, tenantId, { ...filter, ...page }),
      count: () => countAuditEvents(sql, tenantId, filter),
    });
    return c.json({ events: listed.rows.map(presentAuditEvent), pagination: paginationOf(listed, query.after) }, 200);
  },
);
