/** Recycles: runs that make finished leads of a campaign due again. */
import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { planRecycle, type RequestedRecycle, startRecycle } from '../../../shared/domain/leads/recycle.ts';
import { requireFound } from '../../../shared/errors.ts';
import { DISPOSITIONS } from '../../../shared/rules/calls/disposition.ts';
import { LEFT_OUT_REASONS } from '../../../shared/rules/leads/recycle.ts';
import { recycleByKey, type RecycleRow } from '../../../sql/leads/recycles.ts';
import { optionalDateTime } from '../../http/fields.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { integer, isoOrNull, numericId, uuid } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { idParam, timestamp } from '../conventions.ts';

const ATTEMPTS_MAX = 1_000;
const DISPOSITIONS_MAX = 50;
const attempts = z.number().int().min(0).max(ATTEMPTS_MAX).nullable();

const RecycleCampaignBody = z
  .strictObject({
    dispositions: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(DISPOSITIONS_MAX)
      .openapi({
        description:
          `Leads whose last call had one of these dispositions: ${DISPOSITIONS.join(', ')}, or the code of a custom ` +
          'disposition (GET /api/dispositions)',
        example: ['no_answer', 'busy'],
      }),
    attempts_min: attempts.optional().openapi({ description: 'Leads that were called at least so many times' }),
    attempts_max: attempts.optional().openapi({ description: 'Leads that were called at most so many times' }),
    last_call_after: optionalDateTime
      .optional()
      .openapi({ description: 'Leads whose last call began after this time' }),
    last_call_before: optionalDateTime
      .optional()
      .openapi({ description: 'Leads whose last call began before this time' }),
    dry_run: z.boolean().optional().openapi({ description: 'With `true`, nothing changes. The reply has the counts.' }),
  })
  .openapi('RecycleCampaignBody');

const leftOut = z.partialRecord(z.enum(LEFT_OUT_REASONS), integer).openapi({
  description:
    'The leads that stay as they are, by reason. `disposition`, `attempts` and `last_call`: the filter does not match. ' +
    '`attempts_used_up`: raise max_attempts in the retry policy of the campaign.',
});

const RecycleResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    campaign_id: uuid,
    status: z.enum(['running', 'completed']),
    dispositions: z.array(z.string()),
    attempts_min: integer.nullable(),
    attempts_max: integer.nullable(),
    last_call_after: timestamp.nullable(),
    last_call_before: timestamp.nullable(),
    total: integer.openapi({ description: 'Leads of the campaign when the run began' }),
    examined: integer,
    progress: z.number().min(0).max(1),
    requeued: integer,
    left_out: leftOut,
    created_at: timestamp,
    finished_at: timestamp.nullable(),
  })
  .openapi('RecycleResponse');

const RecyclePlanResponse = z
  .object({
    success: z.literal(true),
    message: z.string(),
    dry_run: z.literal(true),
    total: integer.openapi({ description: 'All leads of the campaign. Each is in `dispositions` or in `left_out`.' }),
    requeued: integer.openapi({ description: 'Leads that would be due again' }),
    dispositions: z
      .record(z.string(), integer)
      .openapi({ description: 'Leads that would be due again, by the disposition of their last call' }),
    left_out: leftOut,
  })
  .openapi('RecyclePlanResponse');

const SingleRecycleResponse = z
  .object({ success: z.literal(true), recycle: RecycleResponse, status_url: z.string() })
  .openapi('SingleRecycleResponse');

function presentRecycle(row: RecycleRow): z.infer<typeof SingleRecycleResponse> {
  const { uuid: id, campaignUuid, status, total, examined, requeued } = row;
  const share = total === 0 ? 0 : Math.min(1, Math.floor((examined / total) * 1_000) / 1_000);
  const recycle = {
    id,
    numeric_id: row.id,
    campaign_id: campaignUuid,
    status,
    dispositions: [...row.dispositions],
    attempts_min: row.attemptsMin,
    attempts_max: row.attemptsMax,
    last_call_after: isoOrNull(row.lastCallAfter),
    last_call_before: isoOrNull(row.lastCallBefore),
    total,
    examined,
    progress: status === 'completed' ? 1 : share,
    requeued,
    left_out: row.leftOut,
    created_at: row.createdAt.toISOString(),
    finished_at: isoOrNull(row.finishedAt),
  };
  return { success: true, recycle, status_url: `/api/recycles/${id}` };
}

const toFilter = (body: z.output<typeof RecycleCampaignBody>): RequestedRecycle => ({
  dispositions: body.dispositions,
  customCodes: body.dispositions.filter((word) => !(DISPOSITIONS as readonly string[]).includes(word)),
  attemptsMin: body.attempts_min ?? null,
  attemptsMax: body.attempts_max ?? null,
  lastCallAfter: body.last_call_after ?? null,
  lastCallBefore: body.last_call_before ?? null,
});

const tags = ['Leads'];

export const recycleRoutes = createRoutes();

recycleRoutes.openapi(
  createRoute({
    operationId: 'recycleCampaign',
    method: 'post',
    path: '/campaigns/{id}/recycle',
    tags,
    summary: 'Make finished leads of a campaign due again',
    description:
      'Leads that are completed or failed are due again, each when its number has rested. Leads that must not be called, ' +
      'are in a call, used up their attempts or have an invalid number stay as they are. A campaign whose list was ' +
      'exhausted becomes active again. Try it with `dry_run` first.',
    request: { params: idParam, body: jsonBody(RecycleCampaignBody) },
    responses: {
      200: jsonResponse('What the recycle would do', RecyclePlanResponse),
      202: jsonResponse('The recycle has started. `status_url` shows its progress', SingleRecycleResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { id } = c.req.valid('param');
    const { dry_run: isDryRun = false, ...body } = c.req.valid('json');
    if (!isDryRun) {
      const reply = presentRecycle(await startRecycle(c.get('ctx'), c.get('actor'), id, toFilter(body)));
      c.header('Location', reply.status_url);
      return c.json(reply, 202);
    }
    const plan = await planRecycle(c.get('ctx'), c.get('actor'), id, toFilter(body));
    const { total, requeued, dispositions, leftOut: left_out } = plan;
    const message = `Nothing was changed. ${requeued} of ${total} leads would be due again.`;
    return c.json(
      { success: true as const, message, dry_run: true as const, total, requeued, dispositions, left_out },
      200,
    );
  },
);

recycleRoutes.openapi(
  createRoute({
    operationId: 'getRecycle',
    method: 'get',
    path: '/recycles/{id}',
    tags,
    summary: 'Get the progress of a recycle',
    request: { params: idParam },
    responses: { 200: jsonResponse('The recycle', SingleRecycleResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'leads.write');
    const row = requireFound(await recycleByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id), 'Recycle');
    return c.json(presentRecycle(row), 200);
  },
);
