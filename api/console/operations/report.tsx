/** The report of calls and their money by one or two dimensions, with a chart, the calls behind each row, and CSV. */
import { Link } from 'wouter-preact';
import { useAddress } from '../ui/address.ts';
import { pro } from '../ui/api.ts';
import { Field } from '../ui/form.tsx';
import { duration, money, number, percent, TIME_ZONE } from '../ui/format.ts';
import { CursorPager, readPage, useCursor } from '../ui/list.tsx';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { Card, Empty, Page, Shown, Stat } from '../ui/parts.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import { ReportChart } from './report-chart.tsx';
import { callsOf, type Dimension, DIMENSIONS, labelOf, type Report, type ReportRow } from './report-rows.ts';

const LIMIT = 100;

/** The dimensions and the days in the address, as the API takes them. */
function useQuery() {
  const [address] = useAddress();
  const [first, second] = ['by', 'then'].map((name) => DIMENSIONS.find((each) => each === address.get(name)));
  const dimensions: Dimension[] = [first ?? 'campaign', ...(second && second !== first ? [second] : [])];
  const days = ['dateFrom', 'dateTo'].flatMap((name) => {
    const value = address.get(name);
    return value ? [[name, value] as const] : [];
  });
  return { dimensions, query: { groupBy: dimensions.join(), ...Object.fromEntries(days), timezone: TIME_ZONE } };
}

export function ReportScreen() {
  const { dimensions, query } = useQuery();
  const cursor = useCursor();
  const key = new URLSearchParams(query).toString();
  const report = useLoad(
    () => readPage(pro.GET('/reports/calls', { params: { query: { ...query, limit: LIMIT, ...cursor } } })),
    [key, cursor.after],
  );
  useReloadOn(['call:valued'], report.reload, 10_000);
  return (
    <Page
      title={t('report.title')}
      note={t('report.note')}
      actions={
        <a class="button" href={`/api/reports/calls.csv?${key}`} download="calls-report.csv">
          {t('calls.export')}
        </a>
      }
    >
      <Card>
        <Choices dimensions={dimensions} />
      </Card>
      <Shown of={report}>
        {(page) => (
          <>
            <Totals report={page.data} />
            <Card title={t('report.chart')}>
              <ReportChart report={page.data} dimension={dimensions[0]!} />
            </Card>
            <Card title={t('report.rows')}>
              <Table
                caption={t('report.rows')}
                columns={columnsOf(page.data, dimensions)}
                rows={page.data.rows}
                rowKey={(row) => `${dimensions.map((each) => labelOf(row, each)).join()}${row.currency}`}
                empty={<Empty title={t('report.empty')}>{t('report.empty.text')}</Empty>}
              />
              <CursorPager page={{ ...page, total: page.data.pagination.total }} />
            </Card>
          </>
        )}
      </Shown>
    </Page>
  );
}

function Choices({ dimensions: [first, second] }: { dimensions: readonly Dimension[] }) {
  const [address, setAddress] = useAddress();
  const names = DIMENSIONS.map((each) => [each, word('dimension', each)] as const);
  const set = (name: string) => (value: string) => setAddress({ [name]: value, after: '' });
  const day = (name: string, label: string) => (
    <Field label={label} name={name} type="date" value={address.get(name) ?? ''} onInput={set(name)} />
  );
  return (
    <div class="filters">
      <Field label={t('report.by')} name="by" value={first} options={names} onInput={set('by')} />
      <Field
        label={t('report.then')}
        name="then"
        value={second ?? ''}
        options={[['', t('report.nothing')], ...names.filter(([each]) => each !== first)]}
        onInput={set('then')}
      />
      {day('dateFrom', t('calls.from'))}
      {day('dateTo', t('calls.to'))}
    </div>
  );
}

/** The totals of all rows, also of those on other pages. Currencies are never added. */
function Totals({ report: { totals } }: { report: Report }) {
  return (
    <>
      {totals.map((sum) => (
        <section key={sum.currency} class="stats" aria-label={t('report.totals', { currency: sum.currency })}>
          <Stat
            label={t('nav.calls')}
            value={number(sum.calls)}
            note={t('report.connected', { n: number(sum.connected) })}
          />
          <Stat label={t('report.conversions')} value={number(sum.conversions)} note={percent(sum.conversionRate)} />
          <Stat label={t('report.revenue')} value={money(sum.revenue, sum.currency)} />
          <Stat label={t('report.payout')} value={money(sum.payout, sum.currency)} />
          <Stat label={t('report.cost')} value={money(sum.carrierCost, sum.currency)} />
          <Stat
            label={t('report.profit')}
            value={money(sum.profit, sum.currency)}
            tone={sum.profit < 0 ? 'bad' : 'good'}
          />
        </section>
      ))}
    </>
  );
}

function columnsOf(report: Report, dimensions: readonly Dimension[]): readonly Column<ReportRow>[] {
  const amounts = (['revenue', 'payout', 'carrierCost', 'profit'] as const).map((name): Column<ReportRow> => ({
    key: name,
    title: t(name === 'carrierCost' ? 'report.cost' : `report.${name}`),
    isNumber: true,
    sort: (row) => row[name],
    show: (row) => <span class={row[name] < 0 ? 'bad' : ''}>{money(row[name], row.currency)}</span>,
  }));
  const counts = (['connected', 'conversions', 'duplicates'] as const).map((name): Column<ReportRow> => ({
    key: name,
    title: t(`report.column.${name}`),
    isNumber: true,
    sort: (row) => row[name],
    show: (row) => number(row[name]),
  }));
  return [
    ...dimensions.map((each): Column<ReportRow> => ({
      key: each,
      title: word('dimension', each),
      sort: (row) => labelOf(row, each),
      show: (row) => labelOf(row, each),
    })),
    {
      key: 'calls',
      title: t('nav.calls'),
      isNumber: true,
      sort: ({ calls }) => calls,
      show: (row) => {
        const href = callsOf(report, row, dimensions);
        return href ? <Link href={href}>{number(row.calls)}</Link> : number(row.calls);
      },
    },
    ...counts,
    {
      key: 'talk',
      title: t('column.talk'),
      isNumber: true,
      sort: (row) => row.duration,
      show: (row) => duration(row.duration),
    },
    ...amounts,
  ];
}
