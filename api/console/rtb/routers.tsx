/** The RTB routers: which targets each asks for bids. */
import { Link } from 'wouter-preact';
import { pro } from '../ui/api.ts';
import { milliseconds, number } from '../ui/format.ts';
import { CursorPager, FilterBox, readPage, useCursor, useFiltered } from '../ui/list.tsx';
import { useLoad } from '../ui/load.ts';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';
import type { Router } from './router-form.tsx';

const COLUMNS: readonly Column<Router>[] = [
  { key: 'name', title: t('router'), sort: ({ name }) => name, show: ({ name }) => name },
  {
    key: 'status',
    title: t('column.status'),
    show: ({ isActive }) => (
      <Badge tone={isActive ? 'good' : 'warn'}>{t(isActive ? 'status.active' : 'status.paused')}</Badge>
    ),
  },
  {
    key: 'bidders',
    title: t('auction.bidders'),
    isNumber: true,
    sort: ({ assignedTargets }) => assignedTargets.length,
    show: ({ assignedTargets }) => number(assignedTargets.length),
  },
  {
    key: 'names',
    title: t('targets.title'),
    class: 'reason',
    show: ({ assignedTargets }) => assignedTargets.map(({ name }) => name).join(', ') || '–',
  },
  { key: 'timeout', title: t('router.timeout'), isNumber: true, show: (row) => milliseconds(row.biddingTimeoutMs) },
  {
    key: 'order',
    title: t('router.order'),
    show: (row) => t(row.enablePredictiveRouting ? 'router.predictive' : 'router.highest'),
  },
];

const newRouter = () =>
  may('rtb.write') && (
    <Link class="button primary" href="/routers/new">
      {t('routers.new')}
    </Link>
  );

export function RoutersScreen() {
  const cursor = useCursor();
  const routers = useLoad(() => readPage(pro.GET('/rtb/routers', { params: { query: cursor } })), [cursor.after]);
  return (
    <Page title={t('routers.title')} note={t('routers.note')} actions={newRouter()}>
      <Card>
        <Shown of={routers}>
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

function Rows({ rows }: { rows: readonly Router[] }) {
  const shown = useFiltered(rows, ({ name }) => name);
  return (
    <Table
      caption={t('routers.title')}
      columns={COLUMNS}
      rows={shown}
      rowKey={({ id }) => id}
      href={({ id }) => `/routers/${id}`}
      empty={
        <Empty title={t(rows.length > 0 ? 'table.noMatch' : 'routers.empty')}>
          {rows.length === 0 && (
            <>
              <p>{t('routers.empty.text')}</p>
              {newRouter()}
            </>
          )}
        </Empty>
      }
    />
  );
}
