import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { deleteLead, type LeadInput, updateLead } from '../../../shared/domain/leads/leads.ts';
import { addLeads, NEW_LEAD_STATUSES, type NewLead } from '../../../shared/domain/leads/new-leads.ts';
import { requireFound } from '../../../shared/errors.ts';
import { CONSENT_KINDS } from '../../../shared/rules/compliance/consent.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { CALL_BACK_GRACE_SECONDS } from '../../../sql/dialing/owned-call-backs.ts';
import { countLeads, leadByKey, listCallsOfLead, listLeads } from '../../../sql/leads/leads.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { dateTime, httpUrl, optionalDateTime } from '../../http/fields.ts';
import { entityKey, optionalEntityKey } from '../../http/ids.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { customFields, lineText, safeText } from '../../http/safe-text.ts';
import { idParam, page } from '../conventions.ts';
import { computed, numericId, uuid } from '../../http/response-fields.ts';
import { ImportResults, ImportRowError, onDuplicate, presentResults } from './imports.shape.ts';
import {
  LeadCallResponse,
  leadPriority,
  LeadResponse,
  leadStatus,
  presentLead,
  presentLeadCall,
} from './leads.shape.ts';

const UpdateLeadBody = z
  .strictObject({
    first_name: lineText(200).nullable().optional(),
    last_name: lineText(200).nullable().optional(),
    email: z.email().max(254).nullable().optional(),
    priority: leadPriority.optional(),
    notes: safeText(10_000).nullable().optional(),
    custom_fields: customFields.optional().openapi({ description: 'Replaces all custom fields' }),
    next_call_at: optionalDateTime.optional().openapi({
      description:
        'A call-back: the lead is called then, or at the next lawful time, even if it was completed or failed',
    }),
    agent_id: optionalEntityKey.optional().openapi({
      description:
        'The agent who owns the call-back at `next_call_at`: the lead is offered to this agent first. If the agent is ' +
        `not free, any agent of the campaign calls ${CALL_BACK_GRACE_SECONDS / 60} minutes later. null for any agent at once`,
    }),
    do_not_call: z
      .boolean()
      .optional()
      .openapi({ description: '`true` adds the number to the do-not-call list of the account' }),
  })
  .openapi('UpdateLeadBody');
/** Maximum number of leads in one request. More leads are uploaded as a file. */
const NEW_LEADS_MAX = 1_000;

/** Maximum number of phone numbers that a lead has in addition to `phone`. */
const FURTHER_PHONES_MAX = 9;

const newLeadFields = z
  .strictObject({
    phone: lineText(50).min(1, 'must not be empty').openapi({ example: '+14155552671' }),
    first_name: lineText(200).nullish(),
    last_name: lineText(200).nullish(),
    email: z.email().max(254).nullish(),
    country: lineText(100).nullish().openapi({ description: 'The country of a number without a country code' }),
    type: lineText(100).nullish(),
    priority: leadPriority.optional(),
    notes: safeText(10_000).nullish(),
    custom_fields: customFields.optional(),
    consent: z
      .strictObject({
        kind: z.enum(CONSENT_KINDS),
        source: lineText(500).nullish().openapi({ description: 'Where the consent was given, such as a form' }),
        text: safeText(10_000).nullish().openapi({ description: 'The words to which the person consented' }),
        at: dateTime.openapi({ description: 'When the person consented' }),
        evidence_url: httpUrl.nullish().openapi({ description: 'A document that proves the consent' }),
      })
      .nullish()
      .openapi({
        description:
          'What the person consented to. It is kept by number, also if the campaign has the lead already, and cannot be ' +
          'changed. To take it back, add the number to the do-not-call list.',
      }),
    phones: z
      .array(z.strictObject({ phone: lineText(50).min(1), type: lineText(100).nullish() }))
      .max(FURTHER_PHONES_MAX)
      .optional()
      .openapi({
        description:
          'Further numbers, in the order in which they are called: after no answer, or if a number is invalid, the next one ' +
          'is called. A number of the type work, office, business or company is only called in office hours.',
      }),
  })
  .openapi('NewLead');

const CreateLeadsBody = z
  .strictObject({
    campaign_id: entityKey,
    on_duplicate: onDuplicate.optional(),
    ...newLeadFields.partial().shape,
    leads: z.array(newLeadFields).min(1).max(NEW_LEADS_MAX).optional(),
  })
  .refine(
    ({ phone, leads }) => (phone === undefined) !== (leads === undefined),
    'must have either the phone of one lead, or leads',
  )
  .openapi('CreateLeadsBody', { description: 'The fields of one lead, or several leads in `leads`' });

const CreateLeadsResponse = z
  .object({
    success: z.literal(true),
    message: z.string(),
    results: ImportResults,
    errors: z.array(ImportRowError),
    leads: z.array(
      z.object({
        status: z.enum(NEW_LEAD_STATUSES),
        id: uuid.nullable().openapi({ description: 'The lead that the campaign has now; null if it has none' }),
        numeric_id: numericId.nullable(),
      }),
    ),
  })
  .openapi('CreateLeadsResponse', {
    description:
      '`leads` has one item for each lead, in the order of the request. `row` in `errors` is the position of the lead, ' +
      'from 1 on.',
  });

/** An agent reads them while the person is on the line. */
const RECENT_CALLS = 10;

const ListLeadsQuery = z.object({ campaign_id: entityKey, status: leadStatus.optional(), ...page });

const SingleLeadResponse = z.object({ success: z.literal(true), lead: LeadResponse }).openapi('SingleLeadResponse');
const LeadWithCallsResponse = z
  .object({
    success: z.literal(true),
    lead: LeadResponse.extend({
      recent_calls: computed(
        z.array(LeadCallResponse).openapi({
          description: `The last ${RECENT_CALLS} calls with the lead, newest first. An agent who was shown the lead sees the calls of all agents`,
        }),
      ),
    }),
  })
  .openapi('LeadWithCallsResponse');
const ListLeadsResponse = z
  .object({
    success: z.literal(true),
    leads: z.array(LeadResponse),
    count: z.number().int().openapi({ description: 'Leads on this page' }),
    total: z.number().int().openapi({ description: 'Leads that match the filter' }),
  })
  .openapi('ListLeadsResponse');

const tags = ['Leads'];

/**
 * Translates the fields of the request to the fields of the domain. If the request leaves out a field, the result
 * leaves out the field too.
 */
function toInput(body: z.output<typeof UpdateLeadBody>): Partial<LeadInput> {
  const input: Partial<LeadInput> = {
    firstName: body.first_name,
    lastName: body.last_name,
    email: body.email,
    priority: body.priority,
    notes: body.notes,
    customFields: body.custom_fields,
    nextCallAt: body.next_call_at,
    doNotCall: body.do_not_call,
    agent: body.agent_id,
  };
  return definedOnly(input);
}

function toNewLead(lead: z.output<typeof newLeadFields>): NewLead {
  return {
    phone: lead.phone,
    firstName: lead.first_name ?? null,
    lastName: lead.last_name ?? null,
    email: lead.email ?? null,
    country: lead.country ?? null,
    type: lead.type ?? null,
    priority: lead.priority ?? null,
    notes: lead.notes ?? null,
    customFields: lead.custom_fields ?? {},
    consent: lead.consent
      ? {
          kind: lead.consent.kind,
          source: lead.consent.source ?? null,
          text: lead.consent.text ?? null,
          evidenceUrl: lead.consent.evidence_url ?? null,
          givenAt: lead.consent.at,
        }
      : undefined,
    phones: (lead.phones ?? []).map(({ phone, type = null }) => ({ phone, type })),
  };
}

export const leadRoutes = createRoutes();

leadRoutes.openapi(
  createRoute({
    operationId: 'createLeads',
    method: 'post',
    path: '/leads',
    tags,
    summary: 'Add one lead or up to 1 000 leads',
    description:
      'The status of a lead whose number the campaign has already is `duplicate`, or what `on_duplicate` did. A campaign ' +
      'whose list was exhausted becomes active again.',
    request: { body: jsonBody(CreateLeadsBody) },
    responses: { 201: jsonResponse('What became of each lead', CreateLeadsResponse), ...errorResponses },
  }),
  async (c) => {
    const { campaign_id: campaign, leads, on_duplicate: policy = 'skip', ...one } = c.req.valid('json');
    const given = leads ?? [{ ...one, phone: one.phone ?? '' }];
    const added = await addLeads(c.get('ctx'), c.get('actor'), {
      campaign,
      leads: given.map(toNewLead),
      onDuplicate: policy,
    });
    const reply = {
      success: true as const,
      message: `${added.counts.inserted} of ${given.length} leads added`,
      results: presentResults(added.counts, policy),
      errors: added.errors,
      leads: added.results.map(({ status, id, uuid }) => ({ status, id: uuid, numeric_id: id })),
    };
    return c.json(reply, 201);
  },
);

leadRoutes.openapi(
  createRoute({
    operationId: 'listLeads',
    method: 'get',
    path: '/leads',
    tags,
    summary: 'List the leads of a campaign',
    description: 'Agents get only the leads that were shown to them: in a call or in a preview.',
    request: { query: ListLeadsQuery },
    responses: { 200: jsonResponse('Leads in the order of their import', ListLeadsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'leads.read');
    const { campaign_id, status, ...query } = c.req.valid('query');
    const campaign = requireFound(await campaignByKey(sql, scope, campaign_id), 'Campaign');
    const filter = { campaignId: campaign.id, status };
    // The counter of the campaign is the total of a list without a filter.
    const hasAll = status === undefined && scope.onlyAgentId === undefined;
    const { rows, total } = await readPage(c, query, {
      list: (page) => listLeads(sql, scope, { ...filter, ...page }),
      count: async () => (hasAll ? campaign.totalLeads : countLeads(sql, scope, filter)),
    });
    return c.json({ success: true as const, leads: rows.map(presentLead), count: rows.length, total }, 200);
  },
);

leadRoutes.openapi(
  createRoute({
    operationId: 'getLead',
    method: 'get',
    path: '/leads/{id}',
    tags,
    summary: 'Get a lead and its last calls',
    request: { params: idParam },
    responses: { 200: jsonResponse('The lead with its last calls', LeadWithCallsResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'leads.read');
    const { sql } = c.get('ctx');
    const lead = requireFound(await leadByKey(sql, scope, c.req.valid('param').id), 'Lead');
    const calls = (await listCallsOfLead(sql, lead, RECENT_CALLS)).map(presentLeadCall);
    return c.json({ success: true as const, lead: { ...presentLead(lead), recent_calls: calls } }, 200);
  },
);

leadRoutes.openapi(
  createRoute({
    operationId: 'updateLead',
    method: 'put',
    path: '/leads/{id}',
    tags,
    summary: 'Update a lead',
    description:
      'Agents can only set `next_call_at` and `agent_id`: of the leads that were shown to them, with their own agent or null.',
    request: { params: idParam, body: jsonBody(UpdateLeadBody) },
    responses: { 200: jsonResponse('The updated lead', SingleLeadResponse), ...errorResponses },
  }),
  async (c) => {
    const input = toInput(c.req.valid('json'));
    const lead = await updateLead(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json({ success: true as const, lead: presentLead(lead) }, 200);
  },
);

leadRoutes.openapi(
  createRoute({
    operationId: 'deleteLead',
    method: 'delete',
    path: '/leads/{id}',
    tags,
    summary: 'Delete a lead',
    description:
      'The calls to the lead stay, without its id and name, and so does a do-not-call entry of its number. 409 while a ' +
      'call to the lead is in progress.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The deleted lead', SingleLeadResponse), ...errorResponses },
  }),
  async (c) => {
    const lead = await deleteLead(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, lead: presentLead(lead) }, 200);
  },
);
