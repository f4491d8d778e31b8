/** The disputes about the revenue of calls. A dispute is resolved on the page of its call. */
import { useAddress } from '../ui/address.ts';
import { pro } from '../ui/api.ts';
import { DisputeStatus } from '../calls/dispute-status.tsx';
import { Field } from '../ui/form.tsx';
import { dateTime, money } from '../ui/format.ts';
import { CursorPager, readPage, useCursor } from '../ui/list.tsx';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';

const LIMIT = 50;
const STATUSES = ['open', 'accepted', 'rejected', 'withdrawn'] as const;

const readDisputes = (query: object) =>
  readPage(pro.GET('/disputes', { params: { query: { limit: LIMIT, ...query } } }));
type Dispute = Awaited<ReturnType<typeof readDisputes>>['data']['disputes'][number];

const COLUMNS: readonly Column<Dispute>[] = [
  { key: 'call', title: t('call.title'), show: ({ callId }) => t('dispute.call', { id: callId }) },
  {
    key: 'time',
    title: t('column.began'),
    class: 'nowrap',
    sort: (row) => row.createdAt,
    show: (row) => dateTime(row.createdAt),
  },
  {
    key: 'status',
    title: t('column.status'),
    sort: ({ status }) => status,
    show: ({ status }) => <DisputeStatus status={status} />,
  },
  { key: 'reason', title: t('money.reason'), class: 'reason', show: ({ reason }) => reason },
  {
    key: 'amount',
    title: t('dispute.amount'),
    isNumber: true,
    sort: ({ amount }) => amount,
    show: (row) => money(row.amount, row.currency),
  },
  {
    key: 'refunded',
    title: t('dispute.refunded'),
    isNumber: true,
    sort: (row) => row.refunded,
    show: (row) => money(row.refunded, row.currency),
  },
];

export function DisputesScreen() {
  const [address, setAddress] = useAddress();
  const cursor = useCursor();
  const status = STATUSES.find((each) => each === address.get('status'));
  const disputes = useLoad(() => readDisputes({ ...(status && { status }), ...cursor }), [status, cursor.after]);
  useReloadOn(['call:valued'], disputes.reload, 5_000);
  return (
    <Page title={t('disputes.title')} note={t('disputes.note')}>
      <Card>
        <div class="filters">
          <Field
            label={t('column.status')}
            name="status"
            value={address.get('status') ?? ''}
            options={[['', t('calls.any')], ...STATUSES.map((each) => [each, word('disputeStatus', each)] as const)]}
            onInput={(value) => setAddress({ status: value, after: '' })}
          />
        </div>
        <Shown of={disputes}>
          {(page) => (
            <>
              <Table
                caption={t('disputes.title')}
                columns={COLUMNS}
                rows={page.data.disputes}
                rowKey={({ id }) => id}
                href={({ callId }) => `/calls/${callId}`}
                empty={<Empty title={t('disputes.empty')}>{t('disputes.empty.text')}</Empty>}
              />
              <CursorPager page={{ ...page, total: page.data.pagination.total }} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}
