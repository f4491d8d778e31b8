import { z } from '@hono/zod-openapi';
import { callPreviewedLead, openNextPreview, skipPreviewedLead } from '../../../shared/domain/dialing/previews.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { uuid } from '../../http/response-fields.ts';
import { idParam, timestamp } from '../conventions.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { LeadResponse, presentLead } from '../leads/leads.shape.ts';

const PreviewResponse = z
  .object({
    success: z.literal(true),
    lead: z.union([LeadResponse, z.null()]).openapi({ description: 'null when no lead may be called now' }),
    expires_at: timestamp.nullable().openapi({ description: 'Until then no other agent gets the lead' }),
  })
  .openapi('PreviewResponse');

const CallPreviewedLeadResponse = z
  .object({
    success: z.literal(true),
    message: z.string(),
    call_id: uuid.openapi({ description: 'The id for GET /api/calls/{id} once the call is placed' }),
  })
  .openapi('CallPreviewedLeadResponse');

const SkipPreviewedLeadResponse = z
  .object({ success: z.literal(true), message: z.string(), lead: LeadResponse })
  .openapi('SkipPreviewedLeadResponse');

const tags = ['Previews'];

export const previewRoutes = createRoutes();

previewRoutes.openapi(
  createRoute({
    operationId: 'openNextPreview',
    method: 'post',
    path: '/campaigns/{id}/preview/next',
    tags,
    summary: 'Get my next lead to preview',
    description:
      'For agents of an active campaign with `dial_mode` `preview`. Further requests return the same lead until it is ' +
      'called or skipped, or the preview expires.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The lead, reserved for you', PreviewResponse), ...errorResponses },
  }),
  async (c) => {
    const preview = await openNextPreview(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const lead = preview ? presentLead(preview.lead) : null;
    return c.json({ success: true as const, lead, expires_at: preview?.expiresAt.toISOString() ?? null }, 200);
  },
);

previewRoutes.openapi(
  createRoute({
    operationId: 'callPreviewedLead',
    method: 'post',
    path: '/leads/{id}/call',
    tags,
    summary: 'Call the lead in my preview',
    description:
      'The call is placed at most once, and only if the law, the do-not-call lists and the calling hours allow it at ' +
      'that moment. Your phone must be connected: a person who answers joins you at once.',
    request: { params: idParam },
    responses: { 202: jsonResponse('The call is being placed', CallPreviewedLeadResponse), ...errorResponses },
  }),
  async (c) => {
    const callId = await callPreviewedLead(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, message: 'The call is being placed', call_id: callId }, 202);
  },
);

previewRoutes.openapi(
  createRoute({
    operationId: 'skipPreviewedLead',
    method: 'post',
    path: '/leads/{id}/skip',
    tags,
    summary: 'Skip the lead in my preview',
    description: 'The lead becomes due again after the delay of the campaign’s retry_policy.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The lead as it is now', SkipPreviewedLeadResponse), ...errorResponses },
  }),
  async (c) => {
    const lead = await skipPreviewedLead(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, message: 'Lead skipped', lead: presentLead(lead) }, 200);
  },
);
