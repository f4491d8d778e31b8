/** Statistics as the CallCenter Pro API shows them. `shared/rules/operations/call-statistics.ts` defines each figure. */
import { z } from '@hono/zod-openapi';
import type { SystemHealth } from '../../../shared/domain/operations/health.ts';
import {
  averageCallDuration,
  conversionRate,
  costPerCall,
  rating,
  revenueByCurrency,
  revenueIn,
  successRate,
} from '../../../shared/rules/operations/call-statistics.ts';
import type { CallSums, HourSums, NamedSums } from '../../../sql/operations/statistics.ts';
import { integer, uuid } from '../../http/response-fields.ts';

const rateOf = (description: string) => z.number().min(0).max(1).openapi({ description });
const successRateOf = rateOf('The answered calls, divided by all ended calls');
const conversionRateOf = rateOf('The converted calls, divided by all ended calls');
const amount = z.number();
const revenue = amount.openapi({ description: 'The sum of `revenue` of the calls in `currency`' });
/** What every figure of money needs: its currency, and the money in the other currencies. */
const money = {
  currency: z
    .string()
    .openapi({ description: 'The currency of the account. Other currencies are not converted to it' }),
  revenueByCurrency: z
    .array(z.object({ currency: z.string(), revenue: amount }))
    .openapi({ description: 'The revenue in each currency. Currencies are never added' }),
};
const moneyOf = (sums: CallSums, currency: string) => ({ currency, revenueByCurrency: revenueByCurrency(sums) });
const seconds = integer.openapi({
  description:
    'Seconds of talk time, divided by all ended calls; `avg_talk_time` of the dialer API: by the answered calls',
});
const named = { id: integer, uuid, name: z.string(), calls: integer };
const successOf = ({ id, uuid, name, ...sums }: NamedSums) => ({
  id,
  uuid,
  name,
  calls: sums.calls,
  successRate: successRate(sums),
});

export const HistoricalStatisticsResponse = z
  .object({
    activeCampaigns: integer.openapi({ description: 'Campaigns with the status `active` now' }),
    totalCalls: integer.openapi({ description: 'Ended calls' }),
    totalBuyers: integer.openapi({ description: 'Buyers that are not deleted' }),
    totalAgents: integer.openapi({ description: 'Agents of the account' }),
    averageCallDuration: seconds,
    successRate: successRateOf,
    totalRevenue: revenue,
    ...money,
    costPerCall: amount.openapi({ description: '`totalRevenue`, divided by all calls' }),
    conversionRate: conversionRateOf,
    topCampaigns: z.array(z.object({ ...named, revenue, ...money })),
  })
  .openapi('HistoricalStatisticsResponse');

type Counts = { activeCampaigns: number; totalBuyers: number; totalAgents: number };

export function presentHistoricalStatistics(
  { activeCampaigns, totalBuyers, totalAgents }: Counts,
  { total, top }: { total: CallSums; top: NamedSums[] },
  currency: string,
): z.infer<typeof HistoricalStatisticsResponse> {
  return {
    activeCampaigns,
    totalCalls: total.calls,
    totalBuyers,
    totalAgents,
    averageCallDuration: averageCallDuration(total),
    successRate: successRate(total),
    totalRevenue: revenueIn(total, currency),
    ...moneyOf(total, currency),
    costPerCall: costPerCall(total, currency),
    conversionRate: conversionRate(total),
    topCampaigns: top.map(({ id, uuid, name, ...sums }) => ({
      id,
      uuid,
      name,
      calls: sums.calls,
      revenue: revenueIn(sums, currency),
      ...moneyOf(sums, currency),
    })),
  };
}

export const CampaignStatisticsResponse = z
  .object({
    campaignId: integer,
    totalCalls: integer.openapi({ description: 'Ended calls' }),
    successfulCalls: integer.openapi({ description: 'Answered calls: ended calls with the disposition `answered`' }),
    failedCalls: integer.openapi({ description: 'All other ended calls, such as `voicemail`, `busy` and `cancelled`' }),
    averageCallDuration: seconds,
    totalRevenue: revenue,
    ...money,
    costPerCall: amount.openapi({ description: '`totalRevenue`, divided by all calls' }),
    conversionRate: conversionRateOf,
    topBuyers: z.array(z.object({ ...named, successRate: successRateOf })),
    callsByHour: z
      .array(z.object({ hour: integer.min(0).max(23), calls: integer, successRate: successRateOf }))
      .openapi({
        description:
          'By the hour, in the time zone of the account, in which the calls began; hours without calls are left out',
      }),
  })
  .openapi('CampaignStatisticsResponse');

export function presentCampaignStatistics(
  campaignId: number,
  { total, top, hours }: { total: CallSums; top: NamedSums[]; hours: HourSums[] },
  currency: string,
): z.infer<typeof CampaignStatisticsResponse> {
  return {
    campaignId,
    totalCalls: total.calls,
    successfulCalls: total.answered,
    failedCalls: total.calls - total.answered,
    averageCallDuration: averageCallDuration(total),
    totalRevenue: revenueIn(total, currency),
    ...moneyOf(total, currency),
    costPerCall: costPerCall(total, currency),
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
    successfulCalls: integer.openapi({ description: 'Answered calls that the buyer took' }),
    averageCallDuration: seconds,
    totalRevenue: revenue,
    ...money,
    conversionRate: conversionRateOf,
    performanceRating: z
      .number()
      .min(0)
      .max(5)
      .openapi({ description: 'The success rate as 0 to 5 stars, in half stars' }),
    campaigns: z.array(z.object({ ...named, successRate: successRateOf })),
  })
  .openapi('BuyerStatisticsResponse');

export function presentBuyerStatistics(
  buyerId: number,
  { total, top }: { total: CallSums; top: NamedSums[] },
  currency: string,
): z.infer<typeof BuyerStatisticsResponse> {
  return {
    buyerId,
    totalCalls: total.calls,
    successfulCalls: total.answered,
    averageCallDuration: averageCallDuration(total),
    totalRevenue: revenueIn(total, currency),
    ...moneyOf(total, currency),
    conversionRate: conversionRate(total),
    performanceRating: rating(total),
    campaigns: top.map(successOf),
  };
}

export const DashboardResponse = z
  .object({
    activeCalls: integer.openapi({ description: 'Calls that are at the carrier now' }),
    callsToday: integer.openapi({
      description: 'Calls that began today, in the time zone of the account, and have ended',
    }),
    successRateToday: successRateOf,
    revenueToday: revenue,
    ...money,
    topPerformers: z.array(
      z.object({
        type: z.enum(['buyer', 'agent']),
        id: integer,
        uuid,
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

type Performer = Pick<NamedSums, 'id' | 'uuid' | 'name'> & { type: 'buyer' | 'agent'; value: number };

export function presentDashboard(
  activeCalls: number,
  today: CallSums,
  performers: Performer[],
  { status, responseMs, uptime }: SystemHealth,
  currency: string,
): z.infer<typeof DashboardResponse> {
  return {
    activeCalls,
    callsToday: today.calls,
    successRateToday: successRate(today),
    revenueToday: revenueIn(today, currency),
    ...moneyOf(today, currency),
    topPerformers: performers.map(({ type, id, uuid, name, value }) => ({
      type,
      id,
      uuid,
      name,
      metric: 'calls',
      value,
    })),
    systemHealth: { status, responseTime: responseMs, uptime },
  };
}
