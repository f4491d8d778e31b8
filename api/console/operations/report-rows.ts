/** The rows of a report: what each is called, and where its calls are listed. */
import type { pro } from '../ui/api.ts';
import { phone } from '../ui/format.ts';
import { t } from '../ui/texts.ts';

type Body<R> = R extends { data?: infer T } ? NonNullable<T> : never;
export type Report = Body<Awaited<ReturnType<typeof pro.GET<'/reports/calls', object>>>>;
export type ReportRow = Report['rows'][number];

export const DIMENSIONS = [
  'campaign',
  'buyer',
  'target',
  'publisher',
  'source',
  'number',
  'state',
  'hour',
  'day',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The name of a row in a dimension. Calls without a value, such as calls without a buyer, have a row of their own. */
export function labelOf(row: ReportRow, dimension: Dimension): string {
  const value = row[dimension] ?? null;
  if (value === null) return t('report.without');
  if (typeof value === 'object') return value.name;
  if (dimension === 'hour') return `${String(value).padStart(2, '0')}:00`;
  return dimension === 'number' ? phone(String(value)) : String(value);
}

const FILTERS: Partial<Record<Dimension, string>> = {
  campaign: 'campaign_id',
  buyer: 'buyer_id',
  target: 'target_id',
  publisher: 'publisher_id',
};

/** The first and the last day of a period in the zone of the report. */
const dayOf = (time: number, timeZone: string): string => new Date(time).toLocaleDateString('sv-SE', { timeZone });

/** Returns the address of the list of the calls of a row; undefined if the list has no filter for a dimension. */
export function callsOf(
  { from, to, timezone }: Report,
  row: ReportRow,
  dimensions: readonly Dimension[],
): string | undefined {
  const query = new URLSearchParams({
    date_from: dayOf(Date.parse(from), timezone),
    date_to: dayOf(Date.parse(to) - 1, timezone),
  });
  for (const dimension of dimensions) {
    const value = row[dimension] ?? null;
    const filter = FILTERS[dimension];
    if (dimension === 'day' && typeof value === 'string') {
      query.set('date_from', value);
      query.set('date_to', value);
    } else if (filter && typeof value === 'object' && value !== null) query.set(filter, value.uuid);
    else return undefined;
  }
  return `/calls?${query.toString()}`;
}
