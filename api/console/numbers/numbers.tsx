/** The phone numbers of the account: what each is assigned to, and whether the carrier sends its calls here. */
import { Link } from 'wouter-preact';
import { dataOf, pro } from '../ui/api.ts';
import { phone } from '../ui/format.ts';
import { CursorPager, FilterBox, readPage, useCursor, useFiltered } from '../ui/list.tsx';
import { useLoad } from '../ui/load.ts';
import { Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';
import { CarrierStatus, NumberStatus, type PhoneNumber } from './number-badges.tsx';

async function readNumbers(query: { after?: string }) {
  const [page, campaigns, pools] = await Promise.all([
    readPage(pro.GET('/phone-numbers', { params: { query } })),
    dataOf(pro.GET('/campaigns')),
    dataOf(pro.GET('/pools')),
  ]);
  const named = { campaign: campaigns, pool: pools };
  const ownerOf = ({ assignedTo: kind, assignedId: id }: PhoneNumber) =>
    kind && id !== null
      ? { kind, id, name: named[kind].find((each) => each.id === id)?.name ?? t('number.unknownOwner') }
      : null;
  return { ...page, data: page.data.map((number) => ({ ...number, owner: ownerOf(number) })) };
}

type Row = Awaited<ReturnType<typeof readNumbers>>['data'][number];

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'number',
    title: t('number'),
    class: 'nowrap',
    sort: ({ phoneNumber }) => phoneNumber,
    show: ({ phoneNumber }) => phone(phoneNumber),
  },
  { key: 'name', title: t('field.name'), sort: (row) => row.friendlyName, show: (row) => row.friendlyName ?? '–' },
  {
    key: 'status',
    title: t('column.status'),
    sort: ({ status }) => status,
    show: ({ status }) => <NumberStatus status={status} />,
  },
  {
    key: 'owner',
    title: t('number.owner'),
    sort: ({ owner }) => owner?.name,
    show: ({ owner }) =>
      owner ? (
        <Link href={owner.kind === 'campaign' ? `/inbound/${owner.id}` : `/pools/${owner.id}`}>{owner.name}</Link>
      ) : (
        '–'
      ),
  },
  {
    key: 'carrier',
    title: t('number.carrier'),
    sort: (row) => row.carrierStatus,
    show: (row) => <CarrierStatus {...row} />,
  },
];

const actions = () => (
  <>
    {may('numbers.write') && (
      <Link class="button" href="/numbers/own">
        {t('numbers.own')}
      </Link>
    )}
    {may('numbers.purchase') && (
      <Link class="button primary" href="/numbers/buy">
        {t('numbers.buy')}
      </Link>
    )}
  </>
);

export function NumbersScreen() {
  const cursor = useCursor();
  const numbers = useLoad(() => readNumbers(cursor), [cursor.after]);
  return (
    <Page title={t('numbers.title')} note={t('numbers.note')} actions={actions()}>
      <Card>
        <Shown of={numbers}>
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

function Rows({ rows }: { rows: readonly Row[] }) {
  const shown = useFiltered(rows, (row) => `${row.phoneNumber} ${row.friendlyName ?? ''} ${row.owner?.name ?? ''}`);
  return (
    <Table
      caption={t('numbers.title')}
      columns={COLUMNS}
      rows={shown}
      rowKey={({ id }) => id}
      href={({ id }) => `/numbers/${id}`}
      empty={
        <Empty title={t(rows.length > 0 ? 'table.noMatch' : 'numbers.empty')}>
          {rows.length === 0 && (
            <>
              <p>{t('numbers.empty.text')}</p>
              <div class="actions">{actions()}</div>
            </>
          )}
        </Empty>
      }
    />
  );
}
