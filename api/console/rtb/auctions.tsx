/** Inbound calls that live now, and the auctions about calls, newest first. */
import { Link } from 'wouter-preact';
import { useLiveFloor } from '../operations/live-floor.ts';
import { useAddress } from '../ui/address.ts';
import { dataOf, pro } from '../ui/api.ts';
import { Field } from '../ui/form.tsx';
import { dateTime, milliseconds, money, number, phone } from '../ui/format.ts';
import { CursorPager, readPage, useCursor } from '../ui/list.tsx';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { Badge, Card, Empty, Page, Shown, Timer } from '../ui/parts.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import { optionsOf } from '../ui/values.tsx';
import { type Auction, AuctionResult, earned } from './auction-result.tsx';

const LIMIT = 50;
const STATUSES = ['completed', 'no_bids', 'no_bidders', 'failed'] as const;

const COLUMNS: readonly Column<Auction>[] = [
  { key: 'caller', title: t('auction.caller'), class: 'nowrap', show: ({ callerId }) => phone(callerId) },
  { key: 'time', title: t('column.time'), class: 'nowrap', show: (row) => dateTime(row.createdAt) },
  { key: 'campaign', title: t('column.campaign'), show: ({ campaignName }) => campaignName ?? '–' },
  { key: 'bidders', title: t('auction.bidders'), isNumber: true, show: ({ targetIds }) => number(targetIds.length) },
  { key: 'took', title: t('auction.took'), isNumber: true, show: (row) => milliseconds(row.totalResponseTime) },
  { key: 'winner', title: t('auction.winner'), show: ({ winningTargetName }) => winningTargetName ?? '–' },
  { key: 'bid', title: t('auction.bid'), isNumber: true, show: (row) => money(row.winningBid, row.currency) },
  { key: 'result', title: t('auction.result'), show: (row) => <AuctionResult {...row} /> },
  { key: 'recipient', title: t('auction.recipient'), show: ({ call }) => call?.recipient ?? '–' },
  { key: 'earned', title: t('money.earned'), isNumber: true, show: earned },
];

export function AuctionsScreen() {
  const [address] = useAddress();
  const cursor = useCursor();
  const campaignId = Number(address.get('campaign') ?? 0);
  const status = STATUSES.find((each) => each === address.get('status'));
  const query = { limit: LIMIT, ...(campaignId && { campaignId }), ...(status && { status }), ...cursor };
  const key = JSON.stringify(query);
  const auctions = useLoad(() => readPage(pro.GET('/rtb/bid-requests', { params: { query } })), [key]);
  useReloadOn(['auction:decided', 'call:updated', 'call:ended', 'call:valued'], auctions.reload, 2_000);
  return (
    <Page title={t('auctions.title')} note={t('auctions.note')}>
      <LiveCalls />
      <Card title={t('auctions.list')}>
        <Filters />
        <Shown of={auctions}>
          {(page) => (
            <>
              <Table
                caption={t('auctions.list')}
                columns={COLUMNS}
                rows={page.data.bidRequests}
                rowKey={({ id }) => id}
                href={({ id }) => `/auctions/${id}`}
                empty={
                  <Empty title={t('auctions.empty')}>
                    <p>{t('auctions.empty.text')}</p>
                    <Link href="/routers">{t('auctions.empty.action')}</Link>
                  </Empty>
                }
              />
              <CursorPager page={{ ...page, total: page.data.pagination.total }} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}

function Filters() {
  const [address, setAddress] = useAddress();
  const campaigns = useLoad(() => dataOf(pro.GET('/campaigns')), []);
  const statuses = STATUSES.map((each) => [each, word('auction', each)] as const);
  const set = (name: string) => (value: string) => setAddress({ [name]: value, after: '' });
  return (
    <div class="filters">
      <Field
        label={t('column.campaign')}
        name="campaign"
        value={address.get('campaign') ?? ''}
        options={optionsOf(campaigns.data ?? [], t('calls.any'))}
        onInput={set('campaign')}
      />
      <Field
        label={t('auction.result')}
        name="status"
        value={address.get('status') ?? ''}
        options={[['', t('calls.any')], ...statuses]}
        onInput={set('status')}
      />
    </div>
  );
}

/** The server pushes each change of these calls. */
function LiveCalls() {
  const floor = useLiveFloor();
  return (
    <Card title={t('auctions.live')}>
      <Shown of={floor}>
        {({ calls }) => (
          <Table
            caption={t('auctions.live')}
            name="live-"
            columns={[
              { key: 'caller', title: t('auction.caller'), show: (call) => phone(call.phone) },
              {
                key: 'phase',
                title: t('column.phase'),
                show: ({ phase }) => (
                  <Badge tone={phase === 'talking' ? 'good' : phase === 'waiting' ? 'warn' : 'info'}>
                    {word('phase', phase)}
                  </Badge>
                ),
              },
              { key: 'time', title: t('column.time'), isNumber: true, show: (c) => <Timer since={c.phase_since} /> },
              { key: 'campaign', title: t('column.campaign'), show: (call) => call.campaign_name ?? '–' },
              { key: 'with', title: t('column.with'), show: (call) => call.buyer_name ?? call.agent_name ?? '–' },
            ]}
            rows={calls.filter(({ direction }) => direction === 'inbound')}
            rowKey={({ id }) => id}
            href={({ id }) => `/calls/${id}`}
            empty={<Empty title={t('auctions.noCalls')} />}
          />
        )}
      </Shown>
    </Card>
  );
}
