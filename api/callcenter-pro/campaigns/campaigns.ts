import { z } from '@hono/zod-openapi';
import { authorize, isAllowed } from '../../../shared/domain/accounts/access.ts';
import { createCampaign, deleteCampaign, updateCampaign } from '../../../shared/domain/campaigns/campaigns.ts';
import { requireFound } from '../../../shared/errors.ts';
import { campaignByKey, countCampaigns, listCampaigns } from '../../../sql/campaigns/campaigns.ts';
import { FIRST_BUYERS, listCampaignBuyers } from '../../../sql/routing/buyers.ts';
import { DUPLICATE_ACTIONS, HIDDEN_CALLER_ACTIONS } from '../../../shared/rules/campaigns/caller-rules.ts';
import { CAMPAIGN_STATUSES } from '../../../shared/rules/campaigns/status.ts';
import { conversionSeconds, e164, ringSecondsMax, skills } from '../../http/fields.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { nameText, safeText } from '../../http/safe-text.ts';
import {
  LIST_DESCRIPTION,
  errorResponses,
  idParams,
  MessageResponse,
  optionalId,
  optionalPage,
} from '../conventions.ts';
import {
  campaignStatus,
  presentCampaign,
  presentCampaignWithBuyers,
  ProCampaignResponse,
  ProCampaignWithBuyersResponse,
  routingType,
  statusesShownAs,
} from './campaigns.shape.ts';

const WINDOW_SECONDS_MAX = 90 * 86_400;
const callers = z
  .array(
    z.string().regex(/^\+[1-9]\d{0,14}\*?$/, 'must be a number such as +14155551234, or its beginning, such as +1900*'),
  )
  .max(1_000);

const campaignFields = z.strictObject({
  name: nameText(200),
  description: safeText(5_000).nullable(),
  phoneNumber: e164.nullable(),
  routingType: routingType.openapi({
    description:
      '`priority`: buyers with a lower number go first, equals take turns. `round_robin`: all take turns. `pool`: the ' +
      'least busy buyer goes first.',
  }),
  status: campaignStatus,
  poolId: optionalId,
  rtbRouterId: optionalId,
  enableRtb: z.boolean(),
  requiredSkills: skills.openapi({ description: 'Only agents who have all of these skills get its outbound calls' }),
  recordCalls: z.boolean().openapi({ description: 'Whether conversations are recorded; see `recordingUrl` of a call' }),
  ringSecondsMax,
  duplicateWindowSeconds: z.number().int().min(0).max(WINDOW_SECONDS_MAX).openapi({
    description: 'A caller who was connected within this window is a duplicate. 0: no call is a duplicate',
  }),
  duplicateAction: z.enum(DUPLICATE_ACTIONS).openapi({
    description:
      '`same_buyer`: the buyer or target of the earlier call is asked first. `other_buyer`: it does not get the call',
  }),
  duplicateBillable: z.boolean().openapi({ description: 'Whether buyers and targets pay for duplicates' }),
  duplicatePayable: z.boolean().openapi({ description: 'Whether publishers earn something for duplicates' }),
  hiddenCallers: z.enum(HIDDEN_CALLER_ACTIONS),
  callerCallsPerHourMax: z.number().int().min(0).max(1_000_000).openapi({ description: '0 means no limit' }),
  blockedCallers: callers.openapi({ description: 'Numbers, or beginnings of numbers that end with `*`' }),
  allowedCallers: callers.openapi({ description: 'The rules for callers do not apply to these callers' }),
  conversionSeconds: conversionSeconds.openapi({
    description:
      'Seconds of conversation that a bid pays for if neither the bid nor its target nor the router names a duration',
  }),
});

const UpdateProCampaignBody = campaignFields.partial().openapi('UpdateProCampaignBody');
const CreateProCampaignBody = z
  .strictObject({ ...UpdateProCampaignBody.shape, name: campaignFields.shape.name })
  .openapi('CreateProCampaignBody');

const ListProCampaignsQuery = z.object({ status: z.enum(CAMPAIGN_STATUSES).optional(), ...optionalPage });

const tags = ['Campaigns'];

export const campaignRoutes = createRoutes();

campaignRoutes.openapi(
  createRoute({
    operationId: 'listCampaigns',
    method: 'get',
    path: '/campaigns',
    tags,
    summary: 'List campaigns',
    description: LIST_DESCRIPTION,
    request: { query: ListProCampaignsQuery },
    responses: { 200: jsonResponse('Campaigns, newest first', z.array(ProCampaignResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const { status, ...query } = c.req.valid('query');
    const filter = { statuses: status && statusesShownAs(status) };
    const { rows } = await readPage(c, query, {
      list: (page) => listCampaigns(sql, scope, { ...filter, ...page }),
      count: () => countCampaigns(sql, scope, filter),
    });
    return c.json(rows.map(presentCampaign), 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    operationId: 'createCampaign',
    method: 'post',
    path: '/campaigns',
    tags,
    summary: 'Create a campaign',
    request: { body: jsonBody(CreateProCampaignBody) },
    responses: { 201: jsonResponse('The new campaign', ProCampaignResponse), ...errorResponses },
  }),
  async (c) => {
    const { status = 'active', ...body } = c.req.valid('json');
    const { rtbRouterId: rtbRouter, poolId: pool, ...fields } = body;
    const input = { ...fields, rtbRouter, pool, status };
    return c.json(presentCampaign(await createCampaign(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

campaignRoutes.openapi(
  createRoute({
    operationId: 'getCampaign',
    method: 'get',
    path: '/campaigns/{id}',
    tags,
    summary: 'Get a campaign with its buyers',
    description: 'Agents get an empty list of buyers.',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The campaign', ProCampaignWithBuyersResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const actor = c.get('actor');
    const scope = authorize(actor, 'campaigns.read');
    const campaign = requireFound(await campaignByKey(sql, scope, c.req.valid('param').id), 'Campaign');
    const mayReadBuyers = isAllowed(actor, 'buyers.read');
    const buyers = mayReadBuyers ? await listCampaignBuyers(sql, scope.tenantId, campaign.id, FIRST_BUYERS) : [];
    return c.json(presentCampaignWithBuyers(campaign, buyers), 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    operationId: 'updateCampaign',
    method: 'put',
    path: '/campaigns/{id}',
    tags,
    summary: 'Update a campaign',
    request: { params: idParams('id'), body: jsonBody(UpdateProCampaignBody) },
    responses: { 200: jsonResponse('The updated campaign', ProCampaignResponse), ...errorResponses },
  }),
  async (c) => {
    const { rtbRouterId: rtbRouter, poolId: pool, ...fields } = c.req.valid('json');
    const { id } = c.req.valid('param');
    const campaign = await updateCampaign(c.get('ctx'), c.get('actor'), id, { ...fields, rtbRouter, pool });
    return c.json(presentCampaign(campaign), 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    operationId: 'deleteCampaign',
    method: 'delete',
    path: '/campaigns/{id}',
    tags,
    summary: 'Delete a campaign',
    description: 'Its calls and statistics stay. Fails with 409 while calls of the campaign are in progress.',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The campaign is deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Campaign deleted successfully' }, 200);
  },
);
