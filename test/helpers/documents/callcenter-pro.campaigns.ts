/** The examples of the CallCenter Pro document: login, campaigns, buyers and agents. */
import { z } from 'zod';
import { days, deleted, ids, times } from './callcenter-pro.shapes.ts';
import type { Example } from './replay.ts';
import { decimal, email, flag, integer, list, nullOr, one, phone, shape, text, time } from './shapes.ts';

const ROUTING_TYPES = ['priority', 'round_robin', 'pool'] as const;
const CAMPAIGN_STATUSES = ['active', 'paused', 'completed'] as const;
const AGENT_STATUSES = ['available', 'busy', 'offline'] as const;

const user = { id: integer, username: text, email };

const campaign = shape({
  ...ids,
  name: text,
  description: text,
  phoneNumber: phone,
  routingType: one(...ROUTING_TYPES),
  status: one(...CAMPAIGN_STATUSES),
  poolId: nullOr(integer),
  rtbRouterId: nullOr(integer),
  enableRtb: flag,
  // Made up by the server, so a new campaign has it, too.
  rtbId: nullOr(z.string().regex(/^[0-9a-z]{20,}$/)),
  ...times,
});
const campaignDetails = campaign.extend({
  buyers: z.array(shape({ id: integer, name: text, phoneNumber: phone, priority: integer })),
});
const campaignBody = {
  name: 'Winter Campaign',
  description: 'Q4 lead generation campaign',
  phoneNumber: '{phone}',
  routingType: 'priority',
  status: 'active',
  poolId: null,
  rtbRouterId: null,
  enableRtb: false,
};
const campaignEach = { routingType: ROUTING_TYPES, status: CAMPAIGN_STATUSES, enableRtb: [true, false] };

const buyer = shape({
  ...ids,
  name: text,
  companyName: text,
  email,
  phoneNumber: phone,
  priority: integer,
  maxConcurrentCalls: integer,
  dailyCallLimit: integer,
  isActive: flag,
  ...times,
});

const agent = shape({
  ...ids,
  name: text,
  email,
  phoneNumber: phone,
  skills: z.array(text),
  maxConcurrentCalls: integer,
  priority: integer,
  status: one(...AGENT_STATUSES),
  isActive: flag,
  ...times,
});

const accounts: Example[] = [
  {
    line: 102,
    send: 'POST /api/auth/login',
    as: 'nobody',
    body: '{login}',
    reply: shape({ ...user, createdAt: time }),
  },
  { line: 123, send: 'GET /api/auth/user', reply: shape({ ...user, isAuthenticated: z.literal(true) }) },
  {
    line: 138,
    send: 'POST /api/auth/logout',
    as: 'nobody',
    reply: shape({ message: z.literal('Logged out successfully') }),
  },
];

const campaigns: Example[] = [
  { line: 154, send: 'GET /api/campaigns', reply: list(campaign) },
  { line: 180, send: 'GET /api/campaigns/{campaign}', reply: campaignDetails },
  {
    line: 212,
    send: 'POST /api/campaigns',
    body: campaignBody,
    status: 201,
    reply: campaign,
    each: campaignEach,
    save: { campaign: 'id', campaignPhone: 'phoneNumber' },
    creates: true,
  },
  {
    line: 248,
    send: 'PUT /api/campaigns/{campaign}',
    body: campaignBody,
    reply: campaign,
    each: campaignEach,
    save: { campaignPhone: 'phoneNumber' },
  },
  {
    line: 265,
    send: 'DELETE /api/campaigns/{campaign}',
    reply: shape({ message: z.literal('Campaign deleted successfully') }),
    forget: ['campaign', 'campaignPhone'],
  },
];

const buyers: Example[] = [
  { line: 281, send: 'GET /api/buyers', reply: list(buyer) },
  { line: 306, send: 'GET /api/buyers/{buyer}', reply: buyer },
  {
    line: 311,
    send: 'POST /api/buyers',
    body: {
      name: 'John Doe',
      companyName: 'Acme Corp',
      email: 'john@acme.com',
      phoneNumber: '{phone}',
      priority: 1,
      maxConcurrentCalls: 5,
      dailyCallLimit: 100,
      isActive: true,
    },
    status: 201,
    reply: buyer,
    save: { buyer: 'id' },
    creates: true,
  },
  { line: 328, send: 'PUT /api/buyers/{buyer}', body: { name: 'Jane Doe' }, reply: buyer },
  { line: 334, send: 'DELETE /api/buyers/{buyer}', reply: deleted, forget: ['buyer'] },
  {
    line: 339,
    send: 'GET /api/campaigns/{first:campaign}/buyers',
    reply: list(
      shape({
        id: integer,
        name: text,
        phoneNumber: phone,
        priority: integer,
        maxConcurrentCalls: integer,
        isActive: flag,
        campaignBuyer: shape({ priority: integer, createdAt: time }),
      }),
    ),
  },
  {
    line: 362,
    send: 'POST /api/campaigns/{campaign}/buyers',
    body: { buyerId: '{buyer}', priority: 1 },
    status: 201,
    creates: true,
  },
  { line: 373, send: 'DELETE /api/campaigns/{campaign}/buyers/{buyer}', reply: deleted },
];

const agents: Example[] = [
  { line: 382, send: 'GET /api/agents', reply: list(agent) },
  { line: 407, send: 'GET /api/agents/{agent}', reply: agent },
  {
    line: 412,
    send: 'POST /api/agents',
    body: {
      name: 'Jane Smith',
      email: 'jane@company.com',
      phoneNumber: '{phone}',
      skills: ['sales', 'support'],
      maxConcurrentCalls: 3,
      priority: 1,
      status: 'available',
      isActive: true,
    },
    status: 201,
    reply: agent,
    each: { status: AGENT_STATUSES },
    save: { agent: 'id' },
    creates: true,
  },
  {
    line: 429,
    send: 'PUT /api/agents/{agent}/status',
    body: { status: 'available', reason: 'string' },
    reply: agent,
    each: { status: AGENT_STATUSES },
  },
  {
    line: 440,
    send: 'GET /api/agents/{agent}/metrics?days=30',
    reply: shape({
      totalCalls: integer,
      averageCallDuration: integer,
      successRate: decimal,
      totalTalkTime: integer,
      callsPerDay: decimal,
      performance: shape({ rating: decimal, conversions: integer, conversionRate: decimal }),
    }),
    each: days,
  },
];

export const campaignExamples = [...accounts, ...campaigns, ...buyers, ...agents];
