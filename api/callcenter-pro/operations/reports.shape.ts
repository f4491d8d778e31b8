/** Reports of calls as the CallCenter Pro API shows them. */
import { z } from '@hono/zod-openapi';
import { conversionRate } from '../../../shared/rules/operations/call-statistics.ts';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import {
  REPORT_DIMENSIONS,
  type ReportDimension,
  type ReportRow,
  type ReportSums,
} from '../../../sql/operations/reports.ts';
import { integer, uuid } from '../../http/response-fields.ts';

const figures = {
  currency: z.string(),
  calls: integer.openapi({ description: 'Ended calls. A call counts in the row of the currency of its revenue' }),
  connected: integer.openapi({ description: 'Answered calls' }),
  conversions: integer,
  conversionRate: z.number().openapi({ description: 'Conversions, divided by calls' }),
  duplicates: integer.openapi({ description: 'Calls whose caller had called shortly before' }),
  duration: integer.openapi({ description: 'Seconds of talk time' }),
  revenue: z.number(),
  payout: z.number(),
  carrierCost: z.number().openapi({ description: 'What the carrier charged, without estimates' }),
  profit: z.number().openapi({ description: 'Revenue minus payout and carrier cost, in this currency' }),
};

const named = z.object({ id: integer, uuid, name: z.string() }).nullable().optional();

export const ReportFiguresResponse = z.object(figures).openapi('ReportFiguresResponse');

export const ReportRowResponse = z
  .object({
    campaign: named,
    buyer: named,
    target: named,
    publisher: named,
    source: z.string().nullable().optional(),
    number: z.string().nullable().optional(),
    state: z.string().nullable().optional().openapi({ description: 'The state of the area code of the person' }),
    hour: integer.nullable().optional().openapi({ description: 'The hour of the day, 0 to 23' }),
    day: z.iso.date().nullable().optional(),
    ...figures,
  })
  .openapi('ReportRowResponse', {
    description: 'Only the members of `groupBy` are present. null: the calls without a value',
  });

type Figures = z.infer<typeof ReportFiguresResponse>;

export function presentFigures(sums: ReportSums): Figures {
  const { currency, calls, connected, conversions, duplicates, revenueMicros, payoutMicros, carrierCostMicros } = sums;
  return {
    currency,
    calls,
    connected,
    conversions,
    conversionRate: conversionRate({ calls, converted: conversions }),
    duplicates,
    duration: sums.talkSeconds,
    revenue: fromMicros(revenueMicros),
    payout: fromMicros(payoutMicros),
    carrierCost: fromMicros(carrierCostMicros),
    profit: fromMicros(revenueMicros - payoutMicros - carrierCostMicros),
  };
}

const NAMED: readonly ReportDimension[] = ['campaign', 'buyer', 'target', 'publisher'];

export function presentReportRow(
  dimensions: readonly ReportDimension[],
  { keys, named: objects, ...sums }: ReportRow,
): z.infer<typeof ReportRowResponse> {
  const values = dimensions.map((dimension, at) => {
    const key = keys[at] ?? null;
    if (key === null) return [dimension, null];
    if (NAMED.includes(dimension)) return [dimension, { id: Number(key), ...objects[at] }];
    return [dimension, dimension === 'hour' ? Number(key) : key];
  });
  return { ...(Object.fromEntries(values) as object), ...presentFigures(sums) };
}

/** The columns of the CSV file. A dimension with names has a column for the id and one for the name. */
export const reportColumns = (dimensions: readonly ReportDimension[]): string[] => [
  ...dimensions.flatMap((dimension) => (NAMED.includes(dimension) ? [`${dimension}Id`, dimension] : [dimension])),
  ...Object.keys(figures),
];

export function reportCells(dimensions: readonly ReportDimension[], row: ReportRow): (string | number | null)[] {
  const shown = presentReportRow(dimensions, row);
  return [
    ...dimensions.flatMap((dimension) => {
      const value = shown[dimension] ?? null;
      if (!NAMED.includes(dimension)) return [value as string | number | null];
      return typeof value === 'object' && value !== null ? [value.id, value.name] : [null, null];
    }),
    ...(Object.keys(figures) as (keyof Figures)[]).map((figure) => shown[figure]),
  ];
}

/** One or two dimensions, separated by a comma. */
export const groupBy = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(REPORT_DIMENSIONS)).min(1).max(2))
  .refine((all) => new Set(all).size === all.length, 'must name each dimension once')
  .openapi({
    type: 'string',
    example: 'campaign,day',
    description: `One or two of ${REPORT_DIMENSIONS.join(', ')}, separated by a comma`,
  });
