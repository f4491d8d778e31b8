/** The statement of a buyer, target or publisher: what is owed in a period, entry by entry, and as CSV. */
import { Link } from 'wouter-preact';
import type { ScreenProps } from '../screens.tsx';
import { useAddress } from '../ui/address.ts';
import { pro } from '../ui/api.ts';
import { Field } from '../ui/form.tsx';
import { dateTime, money, TIME_ZONE } from '../ui/format.ts';
import { CursorPager, readPage, useCursor } from '../ui/list.tsx';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { Card, Empty, Page, Shown, Stat } from '../ui/parts.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';

const LIMIT = 100;
const PATHS = { buyer: '/buyers', target: '/rtb/targets', publisher: '/publishers' } as const;
type Kind = keyof typeof PATHS;

const readStatement = (kind: Kind, id: number, query: Record<string, string | number>) => {
  const params = { params: { path: { id }, query } };
  if (kind === 'buyer') return readPage(pro.GET('/buyers/{id}/statement', params));
  if (kind === 'target') return readPage(pro.GET('/rtb/targets/{id}/statement', params));
  return readPage(pro.GET('/publishers/{id}/statement', params));
};

type Statement = Awaited<ReturnType<typeof readStatement>>['data'];
type Line = Statement['lines'][number];

const COLUMNS: readonly Column<Line>[] = [
  {
    key: 'time',
    title: t('column.time'),
    class: 'nowrap',
    sort: (row) => row.createdAt,
    show: (row) => dateTime(row.createdAt),
  },
  { key: 'kind', title: t('statement.entry'), sort: ({ kind }) => kind, show: ({ kind }) => word('ledger', kind) },
  { key: 'call', title: t('call.title'), show: ({ callId }) => <Link href={`/calls/${callId}`}>{callId}</Link> },
  { key: 'reason', title: t('money.reason'), class: 'reason', show: ({ reason }) => reason ?? '–' },
  {
    key: 'amount',
    title: t('money.amount'),
    isNumber: true,
    sort: ({ amount }) => amount,
    show: ({ amount, currency }) => <span class={amount < 0 ? 'bad' : ''}>{money(amount, currency)}</span>,
  },
];

export function StatementScreen({ kind: shown = '', id = '' }: ScreenProps) {
  const [address, setAddress] = useAddress();
  const cursor = useCursor();
  const kind: Kind = shown === 'target' || shown === 'publisher' ? shown : 'buyer';
  const days = ['dateFrom', 'dateTo'].flatMap((name) => {
    const value = address.get(name);
    return value ? [[name, value] as const] : [];
  });
  const query = { ...Object.fromEntries(days), timezone: TIME_ZONE };
  const key = new URLSearchParams(query).toString();
  const statement = useLoad(
    () => readStatement(kind, Number(id), { ...query, limit: LIMIT, ...cursor }),
    [kind, id, key, cursor.after],
  );
  useReloadOn(['call:valued'], statement.reload, 10_000);
  const day = (name: string, label: string) => (
    <Field
      label={label}
      name={name}
      type="date"
      value={address.get(name) ?? ''}
      onInput={(value) => setAddress({ [name]: value, after: '' })}
    />
  );
  return (
    <Page
      title={t('statement.title', { name: statement.data?.data.name ?? '' })}
      note={t(`statement.note.${kind}`)}
      actions={
        <a class="button" href={`/api${PATHS[kind]}/${id}/statement.csv?${key}`} download="statement.csv">
          {t('calls.export')}
        </a>
      }
    >
      <Card>
        <div class="filters">
          {day('dateFrom', t('calls.from'))}
          {day('dateTo', t('calls.to'))}
        </div>
      </Card>
      <Shown of={statement}>
        {(page) => (
          <>
            <Totals statement={page.data} />
            <Card title={t('statement.lines')}>
              <Table
                caption={t('statement.lines')}
                columns={COLUMNS}
                rows={page.data.lines}
                rowKey={({ id: line }) => line}
                empty={<Empty title={t('statement.empty')}>{t('statement.empty.text')}</Empty>}
              />
              <CursorPager page={{ ...page, total: page.data.pagination.total }} />
            </Card>
          </>
        )}
      </Shown>
    </Page>
  );
}

function Totals({ statement: { totals } }: { statement: Statement }) {
  return (
    <>
      {totals.map(({ currency, opening, total, closing, disputed, byKind }) => (
        <section key={currency} class="stats" aria-label={t('report.totals', { currency })}>
          <Stat label={t('statement.opening')} value={money(opening, currency)} />
          <Stat
            label={t('statement.total')}
            value={money(total, currency)}
            note={byKind.map((each) => `${word('ledger', each.kind)} ${money(each.amount, currency)}`).join(' · ')}
          />
          <Stat label={t('statement.closing')} value={money(closing, currency)} />
          <Stat
            label={t('statement.disputed')}
            value={money(disputed, currency)}
            tone={disputed !== 0 ? 'warn' : undefined}
            note={t('statement.disputed.note')}
          />
        </section>
      ))}
    </>
  );
}
