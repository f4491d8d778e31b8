import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { updateLead, type LeadInput } from '../../../shared/domain/leads/leads.ts';
import { requireFound } from '../../../shared/errors.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { leadCsvTemplate } from '../../../shared/rules/leads/csv-template.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { countLeads, leadByKey, listLeads } from '../../../sql/leads/leads.ts';
import { optionalDateTime } from '../../http/fields.ts';
import { customFields, safeText } from '../../http/safe-text.ts';
import { idParam, page } from '../conventions.ts';
import { entityKey } from '../../http/ids.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { leadPriority, LeadResponse, leadStatus, presentLead } from './leads.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const changed = z.strictObject({
  first_name: safeText(200).nullable().optional(),
  last_name: safeText(200).nullable().optional(),
  email: z.email().max(254).nullable().optional(),
  priority: leadPriority.optional(),
  notes: safeText(10_000).nullable().optional(),
  custom_fields: customFields.optional().openapi({ description: 'Replaces all custom fields.' }),
  next_call_at: optionalDateTime
    .optional()
    .openapi({ description: 'A call-back: dialled at that time, or the next lawful one, even if the lead was done.' }),
  do_not_call: z.boolean().optional().openapi({ description: '`true` lists the number for the whole account.' }),
});

/** The document's names → the domain's; a field that was not sent is absent. */
function toInput(sent: z.output<typeof changed>): Partial<LeadInput> {
  const input: Partial<LeadInput> = {
    firstName: sent.first_name,
    lastName: sent.last_name,
    email: sent.email,
    priority: sent.priority,
    notes: sent.notes,
    customFields: sent.custom_fields,
    nextCallAt: sent.next_call_at,
    doNotCall: sent.do_not_call,
  };
  return definedOnly(input);
}

const one = z.object({ success: z.literal(true), lead: LeadResponse });
const many = z.object({
  success: z.literal(true),
  leads: z.array(LeadResponse),
  count: z.number().int().openapi({ description: 'In this page' }),
  total: z.number().int().openapi({ description: 'That fit the filter' }),
});
const tags = ['Leads'];

export const leadRoutes = createRoutes();

leadRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/leads',
    tags,
    summary: "List a campaign's leads",
    request: { query: z.object({ campaign_id: entityKey, status: leadStatus.optional(), ...page }) },
    responses: { 200: jsonResponse('Leads in the order of their import', many), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'leads.read');
    const { campaign_id, status, limit, offset } = c.req.valid('query');
    const { id: campaignId } = requireFound(await campaignByKey(sql, scope, campaign_id), 'Campaign');
    const [rows, total] = await Promise.all([
      listLeads(sql, scope.tenantId, { campaignId, status, limit, offset }),
      countLeads(sql, scope.tenantId, { campaignId, status }),
    ]);
    return c.json({ success: true as const, leads: rows.map(presentLead), count: rows.length, total }, 200);
  },
);

leadRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/leads/template/csv',
    tags,
    summary: 'Download a CSV template',
    responses: {
      200: { description: 'CSV with the headers', content: { 'text/csv': { schema: z.string() } } },
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

leadRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/leads/{id}',
    tags,
    summary: 'Get a lead',
    request: { params: idParam },
    responses: { 200: jsonResponse('The lead', one), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'leads.read');
    const lead = requireFound(await leadByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Lead');
    return c.json({ success: true as const, lead: presentLead(lead) }, 200);
  },
);

leadRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/leads/{id}',
    tags,
    summary: 'Update a lead',
    request: { params: idParam, body: jsonBody(changed) },
    responses: { 200: jsonResponse('The lead as it is now', one), ...errorResponses },
  }),
  async (c) => {
    const input = toInput(c.req.valid('json'));
    const lead = await updateLead(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json({ success: true as const, lead: presentLead(lead) }, 200);
  },
);
