/** Revenue and profit of the values of a dimension, as bars. The table below has the same figures. */
import { Bar } from '../ui/fill.tsx';
import { money } from '../ui/format.ts';
import { t } from '../ui/texts.ts';
import { type Dimension, labelOf, type Report } from './report-rows.ts';

const BARS_MAX = 24;
/** Times are shown in their order, all other values by their revenue. */
const TIMES: readonly Dimension[] = ['hour', 'day'];

type Sum = { label: string; currency: string; revenue: number; profit: number };

/** Returns the sums of the rows with the same value of the dimension and the same currency. */
function sumsOf({ rows }: Report, dimension: Dimension): Sum[] {
  const sums = new Map<string, Sum>();
  for (const row of rows) {
    const label = labelOf(row, dimension);
    const key = `${row.currency} ${label}`;
    const sum = sums.get(key) ?? { label, currency: row.currency, revenue: 0, profit: 0 };
    sums.set(key, { ...sum, revenue: sum.revenue + row.revenue, profit: sum.profit + row.profit });
  }
  const all = [...sums.values()];
  return TIMES.includes(dimension)
    ? all.toSorted((a, b) => a.label.localeCompare(b.label)).slice(-BARS_MAX)
    : all.toSorted((a, b) => b.revenue - a.revenue).slice(0, BARS_MAX);
}

export function ReportChart({ report, dimension }: { report: Report; dimension: Dimension }) {
  const sums = sumsOf(report, dimension);
  const most = Math.max(0, ...sums.map(({ revenue }) => revenue));
  if (most === 0) return <p class="loading">{t('report.noRevenue')}</p>;
  return (
    <ul class="bars">
      {sums.map(({ label, currency, revenue, profit }) => (
        <li key={`${currency}${label}`}>
          <span class="name">{label}</span>
          <span class="pair">
            <Bar part={revenue / most} tone="info" />
            <Bar part={Math.min(1, Math.abs(profit) / most)} tone={profit < 0 ? 'bad' : 'good'} />
          </span>
          <span class="value">
            {money(revenue, currency)}
            <span class="note">{t('report.profitOf', { amount: money(profit, currency) })}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
