/** Statistics as the CallCenter Pro API shows them. `shared/rules/operations/call-statistics.ts` defines each figure. */
import { z } from '@hono/zod-openapi';
import type { SystemHealth } from '../../../shared/domain/operations/health.ts';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import {
  averageCallDuration,
  conversionRate,
  costPerCall,
  rating,
  successRate,
} from '../../../shared/rules/operations/call-statistics.ts';
import type { CallSums, HourSums, NamedSums } from '../../../sql/operations/statistics.ts';
import { integer } from '../../http/response-fields.ts';

const rate = z.number().min(0).max(1);
const dollars = z.number();
const seconds = integer.openapi({ description: 'Seconds of talk time, divided by all calls, answered or not' });
const named = { id: integer, name: z.string(), calls: integer };
const successOf = ({ id, name, ...sums }: NamedSums) => ({
  id,
  name,
  calls: sums.calls,
  successRate: successRate(sums),
});

export const HistoricalStatisticsResponse = z
  .object({
    activeCampaigns: integer,
    totalCalls: integer.openapi({ description: 'Ended calls' }),
    totalBuyers: integer,
    totalAgents: integer,
    averageCallDuration: seconds,
    successRate: rate,
    totalRevenue: dollars,
    costPerCall: dollars.openapi({ description: 'Revenue, divided by all calls' }),
    conversionRate: rate,
    topCampaigns: z.array(z.object({ ...named, revenue: dollars })),
  })
  .openapi('HistoricalStatisticsResponse');

type Counts = { activeCampaigns: number; totalBuyers: number; totalAgents: number };

export function presentHistoricalStatistics(
  { activeCampaigns, totalBuyers, totalAgents }: Counts,
  { total, top }: { total: CallSums; top: NamedSums[] },
): z.infer<typeof HistoricalStatisticsResponse> {
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

export const CampaignStatisticsResponse = z
  .object({
    campaignId: integer,
    totalCalls: integer.openapi({ description: 'Ended calls' }),
    successfulCalls: integer,
    failedCalls: integer,
    averageCallDuration: seconds,
    totalRevenue: dollars,
    costPerCall: dollars.openapi({ description: 'Revenue, divided by all calls' }),
    conversionRate: rate,
    topBuyers: z.array(z.object({ ...named, successRate: rate })),
    callsByHour: z
      .array(z.object({ hour: integer.min(0).max(23), calls: integer, successRate: rate }))
      .openapi({ description: 'By the hour (UTC) in which the calls began; hours without calls are left out' }),
  })
  .openapi('CampaignStatisticsResponse');

export function presentCampaignStatistics(
  campaignId: number,
  { total, top, hours }: { total: CallSums; top: NamedSums[]; hours: HourSums[] },
): z.infer<typeof CampaignStatisticsResponse> {
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

export const BuyerStatisticsResponse = z
  .object({
    buyerId: integer,
    totalCalls: integer.openapi({ description: 'Ended calls that were offered to the buyer' }),
    successfulCalls: integer.openapi({ description: 'Calls that the buyer took' }),
    averageCallDuration: seconds,
    totalRevenue: dollars,
    conversionRate: rate,
    performanceRating: z
      .number()
      .min(0)
      .max(5)
      .openapi({ description: 'The success rate as 0 to 5 stars, in half stars' }),
    campaigns: z.array(z.object({ ...named, successRate: rate })),
  })
  .openapi('BuyerStatisticsResponse');

export function presentBuyerStatistics(
  buyerId: number,
  { total, top }: { total: CallSums; top: NamedSums[] },
): z.infer<typeof BuyerStatisticsResponse> {
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

export const DashboardResponse = z
  .object({
    activeCalls: integer,
    callsToday: integer.openapi({ description: 'Calls that began today (UTC) and have ended' }),
    successRateToday: rate,
    revenueToday: dollars,
    topPerformers: z.array(
      z.object({
        type: z.enum(['buyer', 'agent']),
        id: integer,
        name: z.string(),
        metric: z.literal('calls').openapi({ description: 'Calls that the buyer or agent took today' }),
        value: integer,
      }),
    ),
    systemHealth: z.object({
      status: z.enum(['healthy', 'degraded']),
      responseTime: integer.openapi({
        description: 'Milliseconds that Postgres and Redis took to answer this request',
      }),
      uptime: z.string().openapi({
        description: 'The share of minutes in the last 24 hours in which every queue was worked in time',
        example: '99.9%',
      }),
    }),
  })
  .openapi('DashboardResponse');

type Performer = Pick<NamedSums, 'id' | 'name'> & { type: 'buyer' | 'agent'; value: number };

export function presentDashboard(
  activeCalls: number,
  today: CallSums,
  performers: Performer[],
  { status, responseMs, uptime }: SystemHealth,
): z.infer<typeof DashboardResponse> {
  return {
    activeCalls,
    callsToday: today.calls,
    successRateToday: successRate(today),
    revenueToday: fromMicros(today.revenueMicros),
    topPerformers: performers.map(({ type, id, name, value }) => ({ type, id, name, metric: 'calls', value })),
    systemHealth: { status, responseTime: responseMs, uptime },
  };
}
