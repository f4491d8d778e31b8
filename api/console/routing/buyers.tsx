/** The buyers of calls, and how much of their limits is used. */
import { Link } from 'wouter-preact';
import { dataOf, pro } from '../ui/api.ts';
import { Fill } from '../ui/fill.tsx';
import { money, number, phone } from '../ui/format.ts';
import { CursorPager, FilterBox, readPage, useCursor, useFiltered } from '../ui/list.tsx';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act } from '../ui/notices.tsx';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';

async function readBuyers(query: { after?: string }) {
  const [page, usage] = await Promise.all([
    readPage(pro.GET('/buyers', { params: { query } })),
    dataOf(pro.GET('/buyers/usage')),
  ]);
  const used = new Map(usage.map((each) => [each.id, each]));
  return { ...page, data: page.data.map((buyer) => ({ ...buyer, usage: used.get(buyer.id) })) };
}

type Row = Awaited<ReturnType<typeof readBuyers>>['data'][number];

/** Pauses or resumes a buyer. Calls that the buyer has go on. */
export async function toggleBuyer({ id, name, isActive }: Pick<Row, 'id' | 'name' | 'isActive'>): Promise<void> {
  await act(
    () => dataOf(pro.PUT('/buyers/{id}', { params: { path: { id } }, body: { isActive: !isActive } })),
    t(isActive ? 'paused.done' : 'resumed.done', { name }),
  );
}

export const BuyerStatus = ({ isActive }: { isActive: boolean }) => (
  <Badge tone={isActive ? 'good' : 'warn'}>{t(isActive ? 'status.active' : 'status.paused')}</Badge>
);

const columnsOf = (reload: () => Promise<void>): readonly Column<Row>[] => [
  { key: 'name', title: t('buyer'), sort: ({ name }) => name, show: ({ name }) => name },
  {
    key: 'status',
    title: t('column.status'),
    sort: ({ isActive }) => String(isActive),
    show: ({ isActive }) => <BuyerStatus isActive={isActive} />,
  },
  { key: 'phone', title: t('column.phone'), class: 'nowrap', show: ({ phoneNumber }) => phone(phoneNumber) },
  {
    key: 'price',
    title: t('buyer.price'),
    isNumber: true,
    sort: ({ pricePerCall }) => pricePerCall,
    show: ({ pricePerCall, currency }) => money(pricePerCall, currency),
  },
  {
    key: 'priority',
    title: t('router.priority'),
    isNumber: true,
    sort: ({ priority }) => priority,
    show: ({ priority }) => number(priority),
  },
  {
    key: 'live',
    title: t('caps.live'),
    sort: ({ usage }) => usage?.liveCalls,
    show: ({ usage, maxConcurrentCalls }) => <Fill used={usage?.liveCalls ?? 0} max={maxConcurrentCalls} />,
  },
  {
    key: 'day',
    title: t('caps.day'),
    sort: ({ usage }) => usage?.callsToday,
    show: ({ usage, dailyCallLimit }) => <Fill used={usage?.callsToday ?? 0} max={dailyCallLimit} />,
  },
  {
    key: 'revenue',
    title: t('caps.revenueDay'),
    sort: ({ usage }) => usage?.revenueToday,
    show: ({ usage, dailyRevenueCap, currency }) => (
      <Fill used={usage?.revenueToday ?? 0} max={dailyRevenueCap} show={(value) => money(value, currency)} />
    ),
  },
  {
    key: 'toggle',
    title: '',
    show: (row) => {
      const text = t(row.isActive ? 'action.pause' : 'action.resume');
      return (
        may('buyers.write') && (
          <div class="actions">
            <button
              class="small"
              aria-label={`${text}: ${row.name}`}
              onClick={() => void toggleBuyer(row).then(reload)}
            >
              {text}
            </button>
          </div>
        )
      );
    },
  },
];

const newBuyer = () =>
  may('buyers.write') && (
    <Link class="button primary" href="/buyers/new">
      {t('buyers.new')}
    </Link>
  );

export function BuyersScreen() {
  const cursor = useCursor();
  const buyers = useLoad(() => readBuyers(cursor), [cursor.after]);
  useReloadOn(['call:updated', 'call:ended', 'call:valued'], buyers.reload, 5_000);
  return (
    <Page title={t('buyers.title')} note={t('buyers.note')} actions={newBuyer()}>
      <Card>
        <Shown of={buyers}>
          {(page) => (
            <>
              {page.data.length > 0 && <FilterBox />}
              <Rows rows={page.data} reload={buyers.reload} />
              <CursorPager page={page} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}

function Rows({ rows, reload }: { rows: readonly Row[]; reload: () => Promise<void> }) {
  const shown = useFiltered(rows, ({ name, phoneNumber }) => `${name} ${phoneNumber}`);
  return (
    <Table
      caption={t('buyers.title')}
      columns={columnsOf(reload)}
      rows={shown}
      rowKey={({ id }) => id}
      href={({ id }) => `/buyers/${id}`}
      empty={
        <Empty title={t(rows.length > 0 ? 'table.noMatch' : 'buyers.empty')}>
          {rows.length === 0 && (
            <>
              <p>{t('buyers.empty.text')}</p>
              {newBuyer()}
            </>
          )}
        </Empty>
      }
    />
  );
}
