/** The publishers, who send calls and are paid for them. */
import { Link } from 'wouter-preact';
import { pro } from '../ui/api.ts';
import { money } from '../ui/format.ts';
import { CursorPager, FilterBox, readPage, useCursor, useFiltered } from '../ui/list.tsx';
import { useLoad } from '../ui/load.ts';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import type { Publisher } from './publisher-form.tsx';

const COLUMNS: readonly Column<Publisher>[] = [
  { key: 'name', title: t('publisher'), sort: ({ name }) => name, show: ({ name }) => name },
  {
    key: 'status',
    title: t('column.status'),
    show: ({ isActive }) => (
      <Badge tone={isActive ? 'good' : 'warn'}>{t(isActive ? 'status.active' : 'status.paused')}</Badge>
    ),
  },
  { key: 'type', title: t('publisher.payoutType'), show: ({ payoutType }) => word('revenueType', payoutType) },
  {
    key: 'payout',
    title: t('publisher.payout'),
    isNumber: true,
    sort: ({ defaultPayout }) => defaultPayout,
    show: ({ defaultPayout, currency }) => money(defaultPayout, currency),
  },
  { key: 'company', title: t('field.company'), show: ({ companyName }) => companyName ?? '–' },
  {
    key: 'calls',
    title: t('nav.calls'),
    show: ({ id }) => <Link href={`/calls?publisher_id=${id}`}>{t('inbound.calls')}</Link>,
  },
  {
    key: 'statement',
    title: t('statement'),
    show: ({ id }) => <Link href={`/statements/publisher/${id}`}>{t('statement.open')}</Link>,
  },
];

const newPublisher = () =>
  may('publishers.write') && (
    <Link class="button primary" href="/publishers/new">
      {t('publishers.new')}
    </Link>
  );

export function PublishersScreen() {
  const cursor = useCursor();
  const publishers = useLoad(() => readPage(pro.GET('/publishers', { params: { query: cursor } })), [cursor.after]);
  return (
    <Page title={t('publishers.title')} note={t('publishers.note')} actions={newPublisher()}>
      <Card>
        <Shown of={publishers}>
          {(page) => (
            <>
              {page.data.length > 0 && <FilterBox />}
              <Rows rows={page.data} />
              <CursorPager page={page} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}

function Rows({ rows }: { rows: readonly Publisher[] }) {
  const shown = useFiltered(rows, ({ name, companyName }) => `${name} ${companyName ?? ''}`);
  return (
    <Table
      caption={t('publishers.title')}
      columns={COLUMNS}
      rows={shown}
      rowKey={({ id }) => id}
      href={({ id }) => `/publishers/${id}`}
      empty={
        <Empty title={t(rows.length > 0 ? 'table.noMatch' : 'publishers.empty')}>
          {rows.length === 0 && (
            <>
              <p>{t('publishers.empty.text')}</p>
              {newPublisher()}
            </>
          )}
        </Empty>
      }
    />
  );
}
