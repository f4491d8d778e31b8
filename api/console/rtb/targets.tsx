/** The RTB targets: who bids, how much of the caps is used, and a test of each. */
import { Link } from 'wouter-preact';
import { dataOf, pro } from '../ui/api.ts';
import { Fill } from '../ui/fill.tsx';
import { money, percent } from '../ui/format.ts';
import { CursorPager, FilterBox, readPage, useCursor, useFiltered } from '../ui/list.tsx';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act } from '../ui/notices.tsx';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';

export async function readTargets(query: { after?: string }) {
  const [page, usage] = await Promise.all([
    readPage(pro.GET('/rtb/targets', { params: { query } })),
    dataOf(pro.GET('/rtb/targets/usage')),
  ]);
  const used = new Map(usage.map((each) => [each.id, each]));
  return { ...page, data: page.data.map((target) => ({ ...target, usage: used.get(target.id) })) };
}

type Row = Awaited<ReturnType<typeof readTargets>>['data'][number];

/** Pauses or resumes a target. Calls that it has go on. */
export async function toggleTarget({ id, name, isActive }: Pick<Row, 'id' | 'name' | 'isActive'>): Promise<void> {
  const params = { path: { id } };
  await act(
    () => dataOf(pro.PUT('/rtb/targets/{id}', { params, body: { isActive: !isActive } })),
    t(isActive ? 'paused.done' : 'resumed.done', { name }),
  );
}

export function TargetStatus({ isActive, isCapped }: { isActive: boolean; isCapped: boolean | undefined }) {
  if (!isActive) return <Badge tone="warn">{t('status.paused')}</Badge>;
  return isCapped ? <Badge tone="info">{t('target.capped')}</Badge> : <Badge tone="good">{t('status.active')}</Badge>;
}

const columnsOf = (reload: () => Promise<void>): readonly Column<Row>[] => [
  { key: 'name', title: t('target'), sort: ({ name }) => name, show: ({ name }) => name },
  {
    key: 'status',
    title: t('column.status'),
    sort: ({ isActive }) => String(isActive),
    show: ({ isActive, usage }) => <TargetStatus isActive={isActive} isCapped={usage?.isCapped} />,
  },
  {
    key: 'bids',
    title: t('target.bids'),
    class: 'nowrap',
    sort: ({ minBidAmount }) => minBidAmount,
    show: (row) =>
      row.maxBidAmount === null
        ? t('target.from', { min: money(row.minBidAmount, row.currency) })
        : `${money(row.minBidAmount, row.currency)} – ${money(row.maxBidAmount, row.currency)}`,
  },
  {
    key: 'live',
    title: t('caps.live'),
    sort: ({ usage }) => usage?.liveCalls,
    show: ({ usage, maxConcurrentCalls }) => <Fill used={usage?.liveCalls ?? 0} max={maxConcurrentCalls} />,
  },
  {
    key: 'hour',
    title: t('caps.hour'),
    sort: ({ usage }) => usage?.callsThisHour,
    show: ({ usage, hourlyCap }) => <Fill used={usage?.callsThisHour ?? 0} max={hourlyCap} />,
  },
  {
    key: 'day',
    title: t('caps.day'),
    sort: ({ usage }) => usage?.callsToday,
    show: ({ usage, dailyCap }) => <Fill used={usage?.callsToday ?? 0} max={dailyCap} />,
  },
  {
    key: 'month',
    title: t('caps.month'),
    sort: ({ usage }) => usage?.callsThisMonth,
    show: ({ usage, monthlyCap }) => <Fill used={usage?.callsThisMonth ?? 0} max={monthlyCap} />,
  },
  {
    key: 'rate',
    title: t('target.conversionRate'),
    isNumber: true,
    sort: ({ conversionRate }) => conversionRate,
    show: ({ conversionRate }) => percent(conversionRate, 0),
  },
  {
    key: 'toggle',
    title: '',
    show: (row) => {
      const text = t(row.isActive ? 'action.pause' : 'action.resume');
      return (
        may('rtb.write') && (
          <div class="actions">
            <button
              class="small"
              aria-label={`${text}: ${row.name}`}
              onClick={() => void toggleTarget(row).then(reload)}
            >
              {text}
            </button>
          </div>
        )
      );
    },
  },
];

const newTarget = () =>
  may('rtb.write') && (
    <Link class="button primary" href="/targets/new">
      {t('targets.new')}
    </Link>
  );

export function TargetsScreen() {
  const cursor = useCursor();
  const targets = useLoad(() => readTargets(cursor), [cursor.after]);
  useReloadOn(['auction:decided', 'call:ended'], targets.reload, 5_000);
  return (
    <Page title={t('targets.title')} note={t('targets.note')} actions={newTarget()}>
      <Card>
        <Shown of={targets}>
          {(page) => (
            <>
              {page.data.length > 0 && <FilterBox />}
              <Rows rows={page.data} reload={targets.reload} />
              <CursorPager page={page} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}

function Rows({ rows, reload }: { rows: readonly Row[]; reload: () => Promise<void> }) {
  const shown = useFiltered(rows, ({ name, companyName }) => `${name} ${companyName ?? ''}`);
  return (
    <Table
      caption={t('targets.title')}
      columns={columnsOf(reload)}
      rows={shown}
      rowKey={({ id }) => id}
      href={({ id }) => `/targets/${id}`}
      empty={
        <Empty title={t(rows.length > 0 ? 'table.noMatch' : 'targets.empty')}>
          {rows.length === 0 && (
            <>
              <p>{t('targets.empty.text')}</p>
              {newTarget()}
            </>
          )}
        </Empty>
      }
    />
  );
}
