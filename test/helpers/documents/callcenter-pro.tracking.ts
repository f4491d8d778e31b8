/** The examples of the CallCenter Pro document: tracking of visitors, and statistics. */
import { z } from 'zod';
import { days, deleted, ids, pages, pagination, times } from './callcenter-pro.shapes.ts';
import type { Example } from './replay.ts';
import { decimal, filledText, flag, integer, list, phone, shape, sometimes, text, time, url } from './shapes.ts';

const visit = {
  tagCode: '{first:tagCode}',
  sessionId: 'session_123456',
  domain: 'www.example.com',
  referrer: 'https://www.example.com/landing',
  userAgent: 'string',
  utmSource: 'google',
  utmMedium: 'cpc',
  utmCampaign: 'summer_sale',
  utmContent: 'ad_variant_a',
  utmTerm: 'insurance quotes',
};
const tracked = shape({
  success: z.literal(true),
  phoneNumber: phone,
  formattedNumber: z.string().regex(/^\(\d{3}\) \d{3}-\d{4}$/),
  campaignId: integer,
  campaignName: text,
  trackingId: z.string().regex(/^dni_\d+_\d+_\w+$/),
  sessionId: z.literal('session_123456'),
});
const traffic = { sessions: integer, calls: integer, conversionRate: decimal };

const tagBody = { name: 'Landing Page Tag', tagCode: '{code}', campaignId: '{first:campaign}', isActive: true };
const tag = shape({
  ...ids,
  name: text,
  tagCode: text,
  campaignId: integer,
  isActive: flag,
  trackingUrl: z.url().endsWith('/dni/track'),
  javascriptCode: filledText,
  ...times,
});

const tracking: Example[] = [
  { line: 1022, send: 'POST /api/dni/track', as: 'nobody', body: visit, reply: tracked },
  { line: 1102, send: 'POST /dni/track', as: 'nobody', body: visit, reply: tracked },
  {
    line: 1054,
    send: 'GET /api/dni/analytics?campaignId={first:campaign}&days=30',
    reply: shape({
      totalSessions: integer,
      uniqueVisitors: integer,
      totalCalls: integer,
      conversionRate: decimal,
      topSources: list(shape({ source: text, ...traffic })),
      topPages: list(shape({ page: text, ...traffic })),
    }),
    each: days,
  },
  { line: 1089, send: 'GET /api/tracking-tags', reply: list(tag) },
  {
    line: 1112,
    send: 'POST /api/tracking-tags',
    body: tagBody,
    status: 201,
    reply: tag,
    save: { tag: 'id', tagCode: 'tagCode' },
    creates: true,
  },
  { line: 1125, send: 'PUT /api/tracking-tags/{tag}', body: tagBody, reply: tag, save: { tagCode: 'tagCode' } },
  { line: 1138, send: 'DELETE /api/tracking-tags/{tag}', reply: deleted, forget: ['tag'] },
  {
    line: 1143,
    send: 'GET /api/tracking-sessions?tagId={first:tag}&page=1&limit=50',
    reply: shape({
      sessions: list(
        shape({
          id: integer,
          tagId: integer,
          campaignId: integer,
          trackingId: text,
          sessionId: text,
          phoneNumberId: sometimes(integer),
          source: z.literal('google'),
          medium: z.literal('cpc'),
          campaign: z.literal('summer_sale'),
          content: z.literal('ad_variant_a'),
          term: z.literal('insurance quotes'),
          referrer: url,
          userAgent: text,
          ipAddress: text,
          createdAt: time,
        }),
      ),
      pagination,
    }),
    each: pages,
  },
];

const top = { id: integer, name: text, calls: integer };
const statistics: Example[] = [
  {
    line: 1183,
    send: 'GET /api/stats/historical?days=30',
    reply: shape({
      activeCampaigns: integer,
      totalCalls: integer,
      totalBuyers: integer,
      totalAgents: integer,
      averageCallDuration: integer,
      successRate: decimal,
      totalRevenue: decimal,
      costPerCall: decimal,
      conversionRate: decimal,
      topCampaigns: list(shape({ ...top, revenue: decimal })),
    }),
    each: days,
  },
  {
    line: 1211,
    send: 'GET /api/stats/campaigns/{first:campaign}?days=30',
    reply: shape({
      campaignId: integer,
      totalCalls: integer,
      successfulCalls: integer,
      failedCalls: integer,
      averageCallDuration: integer,
      totalRevenue: decimal,
      costPerCall: decimal,
      conversionRate: decimal,
      topBuyers: list(shape({ ...top, successRate: decimal })),
      callsByHour: list(shape({ hour: integer, calls: integer, successRate: decimal })),
    }),
    each: days,
  },
  {
    line: 1245,
    send: 'GET /api/stats/buyers/{first:buyer}?days=30',
    reply: shape({
      buyerId: integer,
      totalCalls: integer,
      successfulCalls: integer,
      averageCallDuration: integer,
      totalRevenue: decimal,
      conversionRate: decimal,
      performanceRating: decimal,
      campaigns: list(shape({ ...top, successRate: decimal })),
    }),
    each: days,
  },
  {
    line: 1271,
    send: 'GET /api/stats/dashboard',
    reply: shape({
      activeCalls: integer,
      callsToday: integer,
      successRateToday: decimal,
      revenueToday: decimal,
      topPerformers: list(shape({ type: text, id: integer, name: text, metric: text, value: decimal })),
      systemHealth: shape({ status: text, responseTime: integer, uptime: z.string().regex(/^\d+(\.\d+)?%$/) }),
    }),
  },
];

export const trackingExamples = [...tracking, ...statistics];
