import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { countErasure, startErasure } from '../../../shared/domain/operations/erasures.ts';
import { requireFound } from '../../../shared/errors.ts';
import { countErasures, erasureByKey, listErasures } from '../../../sql/operations/erasures.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { e164 } from '../../http/fields.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { integer } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { safeText } from '../../http/safe-text.ts';
import { idParam, page } from '../conventions.ts';
import {
  ErasureCountsResponse,
  ErasureResponse,
  KeptDataResponse,
  keptData,
  presentCounts,
  presentErasure,
} from './erasures.shape.ts';

/** As long as the reason of a do-not-call number. */
const REASON_LENGTH_MAX = 1_000;

const CreateErasureBody = z
  .strictObject({
    phone_number: e164,
    reason: safeText(REASON_LENGTH_MAX).min(1).openapi({
      example: 'Request by e-mail of 1 March, ticket 4711',
      description: 'Why the data is erased. It is kept as proof, so do not write the name of the person',
    }),
    keep_call_numbers: z
      .boolean()
      .default(false)
      .openapi({
        description:
          'Keeps the number in the calls, and erases everything else. Set it if a law obliges you to keep call records, ' +
          'such as 16 CFR 310.5 in the USA (five years)',
      }),
    dry_run: z
      .boolean()
      .default(false)
      .openapi({ description: 'Only counts what would be erased, and changes nothing' }),
  })
  .openapi('CreateErasureBody');
const DryRunErasureResponse = z
  .object({
    success: z.literal(true),
    dry_run: z.literal(true),
    would_erase: ErasureCountsResponse,
    kept: z.array(KeptDataResponse),
  })
  .openapi('DryRunErasureResponse');
const SingleErasureResponse = z
  .object({ success: z.literal(true), erasure: ErasureResponse })
  .openapi('SingleErasureResponse');
const ListErasuresResponse = z
  .object({ success: z.literal(true), erasures: z.array(ErasureResponse), count: integer, total: integer })
  .openapi('ListErasuresResponse');

const tags = ['Privacy'];

export const erasureRoutes = createRoutes();

erasureRoutes.openapi(
  createRoute({
    operationId: 'createErasure',
    method: 'post',
    path: '/privacy/erasures',
    tags,
    summary: "Erase a person's data",
    description:
      'Erases the data that belongs to a phone number: leads, calls with events and recordings, bids, visits, contacts of ' +
      'CRM platforms, rejected rows of imports. The number goes on the do-not-call list at once, and stays there. Data that ' +
      'only repeats the number in the free text of another person is not found. The erasure cannot be undone.',
    request: { body: jsonBody(CreateErasureBody) },
    responses: {
      200: jsonResponse('What a dry run has counted', DryRunErasureResponse),
      202: jsonResponse('The erasure, which a job runs', SingleErasureResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { phone_number: phone, reason, keep_call_numbers: keepCallNumbers, dry_run } = c.req.valid('json');
    const [ctx, actor] = [c.get('ctx'), c.get('actor')];
    if (dry_run) {
      const would_erase = presentCounts(await countErasure(ctx, actor, { phone, keepCallNumbers }));
      return c.json(
        { success: true as const, dry_run: true as const, would_erase, kept: keptData(keepCallNumbers) },
        200,
      );
    }
    const erasure = await startErasure(ctx, actor, { phone, reason, keepCallNumbers });
    return c.json({ success: true as const, erasure: presentErasure(erasure) }, 202);
  },
);

erasureRoutes.openapi(
  createRoute({
    operationId: 'listErasures',
    method: 'get',
    path: '/privacy/erasures',
    tags,
    summary: 'List erasures',
    request: { query: z.object(page) },
    responses: { 200: jsonResponse('Erasures, newest first', ListErasuresResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'privacy.write');
    const { rows, total } = await readPage(c, c.req.valid('query'), {
      list: (page) => listErasures(sql, tenantId, page),
      count: () => countErasures(sql, tenantId),
    });
    return c.json({ success: true as const, erasures: rows.map(presentErasure), count: rows.length, total }, 200);
  },
);

erasureRoutes.openapi(
  createRoute({
    operationId: 'getErasure',
    method: 'get',
    path: '/privacy/erasures/{id}',
    tags,
    summary: 'Get an erasure',
    request: { params: idParam },
    responses: { 200: jsonResponse('The erasure', SingleErasureResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'privacy.write');
    const row = await erasureByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id);
    return c.json({ success: true as const, erasure: presentErasure(requireFound(row, 'Erasure')) }, 200);
  },
);
