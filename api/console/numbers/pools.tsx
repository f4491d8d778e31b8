/** The number pools, from which each visitor of a page gets a number of their own. */
import { Link } from 'wouter-preact';
import { pro } from '../ui/api.ts';
import { number } from '../ui/format.ts';
import { CursorPager, FilterBox, readPage, useCursor, useFiltered } from '../ui/list.tsx';
import { useLoad } from '../ui/load.ts';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';

const readPools = (query: { after?: string }) => readPage(pro.GET('/pools', { params: { query } }));
type Pool = Awaited<ReturnType<typeof readPools>>['data'][number];

const COLUMNS: readonly Column<Pool>[] = [
  { key: 'name', title: t('pool'), sort: ({ name }) => name, show: ({ name }) => name },
  {
    key: 'status',
    title: t('column.status'),
    show: ({ isActive }) => (
      <Badge tone={isActive ? 'good' : 'warn'}>{t(isActive ? 'status.active' : 'status.paused')}</Badge>
    ),
  },
  {
    key: 'numbers',
    title: t('numbers.title'),
    isNumber: true,
    sort: ({ phoneNumbers }) => phoneNumbers.length,
    show: ({ phoneNumbers }) => number(phoneNumbers.length),
  },
  { key: 'description', title: t('field.description'), class: 'reason', show: (row) => row.description ?? '–' },
];

const newPool = () =>
  may('pools.write') && (
    <Link class="button primary" href="/pools/new">
      {t('pools.new')}
    </Link>
  );

export function PoolsScreen() {
  const cursor = useCursor();
  const pools = useLoad(() => readPools(cursor), [cursor.after]);
  return (
    <Page title={t('pools.title')} note={t('pools.note')} actions={newPool()}>
      <Card>
        <Shown of={pools}>
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

function Rows({ rows }: { rows: readonly Pool[] }) {
  const shown = useFiltered(rows, ({ name }) => name);
  return (
    <Table
      caption={t('pools.title')}
      columns={COLUMNS}
      rows={shown}
      rowKey={({ id }) => id}
      href={({ id }) => `/pools/${id}`}
      empty={
        <Empty title={t(rows.length > 0 ? 'table.noMatch' : 'pools.empty')}>
          {rows.length === 0 && (
            <>
              <p>{t('pools.empty.text')}</p>
              {newPool()}
            </>
          )}
        </Empty>
      }
    />
  );
}
