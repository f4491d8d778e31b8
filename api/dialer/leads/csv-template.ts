/**
 * The CSV template for lead files. Mount this route before `leadRoutes`, because the path `/leads/{id}` matches the
 * path of the template too.
 */
import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { leadCsvTemplate } from '../../../shared/rules/leads/csv-template.ts';
import { errorResponses } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

export const leadCsvTemplateRoutes = createRoutes();

leadCsvTemplateRoutes.openapi(
  createRoute({
    operationId: 'downloadLeadTemplate',
    method: 'get',
    path: '/leads/template/csv',
    tags: ['Leads'],
    summary: 'Download a CSV template',
    responses: {
      200: { description: 'CSV with a header row', content: { 'text/csv': { schema: z.string() } } },
      ...errorResponses,
    },
  }),
  (c) => {
    authorize(c.get('actor'), 'leads.read');
    return c.body(leadCsvTemplate(), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="leads-template.csv"',
    });
  },
);
