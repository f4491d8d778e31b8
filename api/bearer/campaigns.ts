import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../shared/domain/access.ts';
import {
  type CampaignInput,
  cancelCampaign,
  changeCampaign,
  createCampaign,
  pauseCampaign,
  startCampaign,
} from '../../shared/domain/campaigns.ts';
import { preflightOf } from '../../shared/domain/preflight.ts';
import { found } from '../../shared/errors.ts';
import { DEFAULT_RETRY_POLICY, RETRY_LIMITS } from '../../shared/rules/retry.ts';
import { campaignByKey, listCampaigns } from '../../sql/campaigns.ts';
import { e164, httpUrl, ianaZone, optionalDateTime, timeOfDay } from '../fields.ts';
import { storable } from '../text.ts';
import { body, createRoutes, idParam, optionalKey, page, refusals, replies } from './dialect.ts';
import { campaignShape, preflightShape, presentCampaign, presentPreflight } from './present-campaigns.ts';

const retryPolicy = z.strictObject({
  max_attempts: z
    .number()
    .int()
    .min(RETRY_LIMITS.maxAttempts.min)
    .max(RETRY_LIMITS.maxAttempts.max)
    .default(DEFAULT_RETRY_POLICY.maxAttempts),
  delay_minutes: z
    .number()
    .int()
    .min(RETRY_LIMITS.delayMinutes.min)
    .max(RETRY_LIMITS.delayMinutes.max)
    .default(DEFAULT_RETRY_POLICY.delayMinutes),
  retry_on_no_answer: z.boolean().default(DEFAULT_RETRY_POLICY.retryOnNoAnswer),
  retry_on_busy: z.boolean().default(DEFAULT_RETRY_POLICY.retryOnBusy),
  retry_on_voicemail: z.boolean().default(DEFAULT_RETRY_POLICY.retryOnVoicemail),
  backoff: z.enum(['fixed', 'exponential']).default(DEFAULT_RETRY_POLICY.backoff),
});

const fields = z.strictObject({
  name: storable(200).trim().min(1, 'must not be empty'),
  description: storable(5_000).nullable(),
  caller_id: e164.nullable(),
  schedule_start: optionalDateTime,
  schedule_end: optionalDateTime,
  timezone: ianaZone,
  calling_hours_start: timeOfDay,
  calling_hours_end: timeOfDay,
  agent_group_id: optionalKey,
  retry_policy: retryPolicy,
  amd_enabled: z.boolean(),
  amd_mode: z.enum(['sync', 'async']),
  agent_legs: z.enum(['on_demand', 'parked']),
  voicemail_message_url: httpUrl.nullable(),
  record_calls: z.boolean(),
  wrap_up_seconds: z.number().int().min(0).max(3_600),
  ring_seconds_max: z.number().int().min(15, 'must be at least 15 seconds of ringing, by law').max(120),
});

/** What a new campaign is when its creator says nothing: the law's widest day, thirty seconds of ringing. */
const created = z.strictObject({
  ...fields.partial().shape,
  name: fields.shape.name,
});
const changed = fields.partial();
const listed = z.object({
  status: z.enum(['draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled']).optional(),
  ...page,
});

const one = z.object({ success: z.literal(true), campaign: campaignShape });
const withMessage = one.extend({ message: z.string() });
const many = z.object({ success: z.literal(true), campaigns: z.array(campaignShape), count: z.number().int() });
const tags = ['Campaigns'];

const defaults: Omit<CampaignInput, 'name'> = {
  description: null,
  callerId: null,
  scheduleStart: null,
  scheduleEnd: null,
  timezone: 'UTC',
  callingHoursStart: '08:00:00',
  callingHoursEnd: '21:00:00',
  agentGroup: null,
  retryPolicy: DEFAULT_RETRY_POLICY,
  amdEnabled: true,
  amdMode: 'sync',
  agentLegs: 'on_demand',
  voicemailMessageUrl: null,
  recordCalls: false,
  wrapUpSeconds: 10,
  ringSecondsMax: 30,
};

/** The document's names → the domain's; a field that was not sent is absent. */
function toInput(sent: z.output<typeof changed>): Partial<CampaignInput> {
  const policy = sent.retry_policy;
  const input: Partial<CampaignInput> = {
    name: sent.name,
    description: sent.description,
    callerId: sent.caller_id,
    scheduleStart: sent.schedule_start,
    scheduleEnd: sent.schedule_end,
    timezone: sent.timezone,
    callingHoursStart: sent.calling_hours_start,
    callingHoursEnd: sent.calling_hours_end,
    agentGroup: sent.agent_group_id,
    amdEnabled: sent.amd_enabled,
    amdMode: sent.amd_mode,
    agentLegs: sent.agent_legs,
    voicemailMessageUrl: sent.voicemail_message_url,
    recordCalls: sent.record_calls,
    wrapUpSeconds: sent.wrap_up_seconds,
    ringSecondsMax: sent.ring_seconds_max,
    retryPolicy: policy && {
      maxAttempts: policy.max_attempts,
      delayMinutes: policy.delay_minutes,
      retryOnNoAnswer: policy.retry_on_no_answer,
      retryOnBusy: policy.retry_on_busy,
      retryOnVoicemail: policy.retry_on_voicemail,
      backoff: policy.backoff,
    },
  };
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

export const campaigns = createRoutes();

campaigns.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns',
    tags,
    summary: 'List campaigns',
    request: { query: listed },
    responses: { 200: replies('Campaigns, newest first', many), ...refusals },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const rows = await listCampaigns(c.get('ctx').sql, scope, c.req.valid('query'));
    return c.json({ success: true as const, campaigns: rows.map(presentCampaign), count: rows.length }, 200);
  },
);

campaigns.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns',
    tags,
    summary: 'Create a campaign',
    request: { body: body(created) },
    responses: { 201: replies('The new campaign, a draft', one), ...refusals },
  }),
  async (c) => {
    const sent = c.req.valid('json');
    const input = { ...defaults, ...toInput(sent), name: sent.name };
    const campaign = await createCampaign(c.get('ctx'), c.get('actor'), input);
    return c.json({ success: true as const, campaign: presentCampaign(campaign) }, 201);
  },
);

campaigns.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns/{id}',
    tags,
    summary: 'Get a campaign',
    request: { params: idParam },
    responses: { 200: replies('The campaign', one), ...refusals },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const campaign = found(await campaignByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Campaign');
    return c.json({ success: true as const, campaign: presentCampaign(campaign) }, 200);
  },
);

campaigns.openapi(
  createRoute({
    method: 'put',
    path: '/campaigns/{id}',
    tags,
    summary: 'Update a campaign',
    request: { params: idParam, body: body(changed) },
    responses: { 200: replies('The campaign as it is now', one), ...refusals },
  }),
  async (c) => {
    const input = toInput(c.req.valid('json'));
    const campaign = await changeCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json({ success: true as const, campaign: presentCampaign(campaign) }, 200);
  },
);

campaigns.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns/{id}/start',
    tags,
    summary: 'Start a campaign',
    request: { params: idParam },
    responses: { 200: replies('Started', withMessage), ...refusals },
  }),
  async (c) => {
    const campaign = await startCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const message = 'Campaign started successfully';
    return c.json({ success: true as const, message, campaign: presentCampaign(campaign) }, 200);
  },
);

campaigns.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns/{id}/pause',
    tags,
    summary: 'Pause a campaign',
    request: { params: idParam },
    responses: { 200: replies('Paused', withMessage), ...refusals },
  }),
  async (c) => {
    const campaign = await pauseCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const message = 'Campaign paused successfully';
    return c.json({ success: true as const, message, campaign: presentCampaign(campaign) }, 200);
  },
);

campaigns.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns/{id}/cancel',
    tags,
    summary: 'Cancel a campaign for good',
    request: { params: idParam },
    responses: { 200: replies('Cancelled', withMessage), ...refusals },
  }),
  async (c) => {
    const campaign = await cancelCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const message = 'Campaign cancelled successfully';
    return c.json({ success: true as const, message, campaign: presentCampaign(campaign) }, 200);
  },
);

campaigns.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns/{id}/preflight',
    tags,
    summary: 'Who would be called now, later or never, and why',
    request: { params: idParam },
    responses: {
      200: replies('Counts of leads', z.object({ success: z.literal(true), preflight: preflightShape })),
      ...refusals,
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const campaign = found(await campaignByKey(ctx.sql, scope, c.req.valid('param').id), 'Campaign');
    const preflight = await preflightOf(ctx, ctx.sql, campaign);
    return c.json({ success: true as const, preflight: presentPreflight(preflight) }, 200);
  },
);
