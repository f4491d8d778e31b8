/** Statistics as the CallCenter Pro document shows them; `shared/rules/call-figures.ts` says what each figure means. */
import { z } from '@hono/zod-openapi';
import type { SystemHealth } from '../../../shared/domain/operations/health.ts';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import {
  averageCallDuration,
  conversionRate,
  costPerCall,
  rating,
  successRate,
} from '../../../shared/rules/values/call-figures.ts';
import type { CallSums, HourSums, NamedSums } from '../../../sql/operations/statistics.ts';
import { integer } from '../shapes.ts';

const rate = z.number().min(0).max(1);
const dollars = z.number();
const seconds = z.number().openapi({ description: 'Seconds of talk for each call, answered or not' });
const named = { id: integer, name: z.string(), calls: integer };
const successOf = ({ id, name, ...sums }: NamedSums) => ({
  id,
  name,
  calls: sums.calls,
  successRate: successRate(sums),
});

export const historicalShape = z
  .object({
    activeCampaigns: integer,
    totalCalls: integer.openapi({ description: 'That have ended' }),
    totalBuyers: integer,
    totalAgents: integer,
    averageCallDuration: seconds,
    successRate: rate,
    totalRevenue: dollars,
    costPerCall: dollars.openapi({ description: 'Revenue for each call' }),
    conversionRate: rate,
    topCampaigns: z.array(z.object({ ...named, revenue: dollars })),
  })
  .openapi('HistoricalStats');

type Counts = { activeCampaigns: number; totalBuyers: number; totalAgents: number };

export function presentHistorical(
  { activeCampaigns, totalBuyers, totalAgents }: Counts,
  { total, top }: { total: CallSums; top: NamedSums[] },
): z.infer<typeof historicalShape> {
  return {
    activeCampaigns,
    totalCalls: total.calls,
    totalBuyers,
    totalAgents,
    averageCallDuration: averageCallDuration(total),
    successRate: successRate(total),
    totalRevenue: fromMicros(total.revenueMicros),
    costPerCall: costPerCall(total),
    conversionRate: conversionRate(total),
    topCampaigns: top.map(({ id, name, calls, revenueMicros }) => ({
      id,
      name,
      calls,
      revenue: fromMicros(revenueMicros),
    })),
  };
}

export const campaignStatsShape = z
  .object({
    campaignId: integer,
    totalCalls: integer.openapi({ description: 'That have ended' }),
    successfulCalls: integer,
    failedCalls: integer,
    averageCallDuration: seconds,
    totalRevenue: dollars,
    costPerCall: dollars.openapi({ description: 'Revenue for each call' }),
    conversionRate: rate,
    topBuyers: z.array(z.object({ ...named, successRate: rate })),
    callsByHour: z
      .array(z.object({ hour: integer.min(0).max(23), calls: integer, successRate: rate }))
      .openapi({ description: 'By the hour (UTC) in which they began; hours without calls are left out' }),
  })
  .openapi('CampaignStats');

export function presentCampaignStats(
  campaignId: number,
  { total, top, hours }: { total: CallSums; top: NamedSums[]; hours: HourSums[] },
): z.infer<typeof campaignStatsShape> {
  return {
    campaignId,
    totalCalls: total.calls,
    successfulCalls: total.answered,
    failedCalls: total.calls - total.answered,
    averageCallDuration: averageCallDuration(total),
    totalRevenue: fromMicros(total.revenueMicros),
    costPerCall: costPerCall(total),
    conversionRate: conversionRate(total),
    topBuyers: top.map(successOf),
    callsByHour: hours.map(({ hour, calls, answered }) => ({
      hour,
      calls,
      successRate: successRate({ calls, answered }),
    })),
  };
}

export const buyerStatsShape = z
  .object({
    buyerId: integer,
    totalCalls: integer.openapi({ description: 'That have ended and were offered to the buyer' }),
    successfulCalls: integer.openapi({ description: 'That they took' }),
    averageCallDuration: seconds,
    totalRevenue: dollars,
    conversionRate: rate,
    performanceRating: z.number().min(0).max(5).openapi({ description: 'The success rate in stars, by halves' }),
    campaigns: z.array(z.object({ ...named, successRate: rate })),
  })
  .openapi('BuyerStats');

export function presentBuyerStats(
  buyerId: number,
  { total, top }: { total: CallSums; top: NamedSums[] },
): z.infer<typeof buyerStatsShape> {
  return {
    buyerId,
    totalCalls: total.calls,
    successfulCalls: total.answered,
    averageCallDuration: averageCallDuration(total),
    totalRevenue: fromMicros(total.revenueMicros),
    conversionRate: conversionRate(total),
    performanceRating: rating(total),
    campaigns: top.map(successOf),
  };
}

export const dashboardShape = z
  .object({
    activeCalls: integer,
    callsToday: integer.openapi({ description: 'That began today (UTC) and have ended' }),
    successRateToday: rate,
    revenueToday: dollars,
    topPerformers: z.array(
      z.object({
        type: z.enum(['buyer', 'agent']),
        id: integer,
        name: z.string(),
        metric: z.literal('calls').openapi({ description: 'Calls of today that they took' }),
        value: integer,
      }),
    ),
    systemHealth: z.object({
      status: z.enum(['healthy', 'degraded']),
      responseTime: integer.openapi({ description: 'Milliseconds that Postgres and Redis took to answer just now' }),
      uptime: z.string().openapi({
        description: 'The share of the last 24 hours’ minutes in which every queue was worked in time',
        example: '99.9%',
      }),
    }),
  })
  .openapi('Dashboard');

type Performer = Pick<NamedSums, 'id' | 'name'> & { type: 'buyer' | 'agent'; value: number };

export function presentDashboard(
  activeCalls: number,
  today: CallSums,
  performers: Performer[],
  { status, responseMs, uptime }: SystemHealth,
): z.infer<typeof dashboardShape> {
  return {
    activeCalls,
    callsToday: today.calls,
    successRateToday: successRate(today),
    revenueToday: fromMicros(today.revenueMicros),
    topPerformers: performers.map(({ type, id, name, value }) => ({ type, id, name, metric: 'calls', value })),
    systemHealth: { status, responseTime: responseMs, uptime },
  };
}
