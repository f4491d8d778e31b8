import { createRoute, z } from '@hono/zod-openapi';
import { callPreviewedLead, openNextPreview, skipPreviewedLead } from '../../../shared/domain/dialing/previews.ts';
import { idParam } from '../conventions.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { leadShape, presentLead } from '../leads/leads.shape.ts';
import { timestamp, uuid } from '../../http/response-fields.ts';
import { createRoutes } from '../../http/routes.ts';

const shown = z.object({
  success: z.literal(true),
  lead: z.union([leadShape, z.null()]).openapi({ description: 'null when no lead may be called now' }),
  expires_at: timestamp.nullable().openapi({ description: 'Until then nobody else is shown the lead' }),
});
const called = z.object({
  success: z.literal(true),
  message: z.string(),
  call_id: uuid.openapi({ description: 'Of the call, once it is placed: GET /api/calls/{id}' }),
});
const skipped = z.object({ success: z.literal(true), message: z.string(), lead: leadShape });
const tags = ['Previews'];

export const previews = createRoutes();

previews.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns/{id}/preview/next',
    tags,
    summary: 'Show me the next lead',
    description:
      'For agents of an active campaign with `dial_mode` `preview`. Asked again, it shows the same lead until that is ' +
      'called, skipped, or its time is over.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The lead, reserved for you', shown), ...errorResponses },
  }),
  async (c) => {
    const preview = await openNextPreview(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const lead = preview ? presentLead(preview.lead) : null;
    return c.json({ success: true as const, lead, expires_at: preview?.expiresAt.toISOString() ?? null }, 200);
  },
);

previews.openapi(
  createRoute({
    method: 'post',
    path: '/leads/{id}/call',
    tags,
    summary: 'Call the lead I am shown',
    description:
      'Placed at most once, and only if the law, the do-not-call lists and the calling hours allow it at that moment. ' +
      'You must be on the line: whoever answers joins you at once.',
    request: { params: idParam },
    responses: { 202: jsonResponse('The call is being placed', called), ...errorResponses },
  }),
  async (c) => {
    const callId = await callPreviewedLead(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, message: 'The call is being placed', call_id: callId }, 202);
  },
);

previews.openapi(
  createRoute({
    method: 'post',
    path: '/leads/{id}/skip',
    tags,
    summary: 'Give back the lead I am shown',
    description: 'It comes again after the delay of the campaign’s retry_policy.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The lead as it is now', skipped), ...errorResponses },
  }),
  async (c) => {
    const lead = await skipPreviewedLead(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, message: 'Lead skipped', lead: presentLead(lead) }, 200);
  },
);
