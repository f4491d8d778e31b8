/** The campaigns that take calls: their numbers, and how each finds a buyer. */
import { Link } from 'wouter-preact';
import { pro } from '../ui/api.ts';
import { phone } from '../ui/format.ts';
import { CursorPager, FilterBox, readPage, useCursor, useFiltered } from '../ui/list.tsx';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';

const readCampaigns = (query: { after?: string }) => readPage(pro.GET('/campaigns', { params: { query } }));
type Campaign = Awaited<ReturnType<typeof readCampaigns>>['data'][number];

/** Whether a campaign can take calls. The others only call people. */
const isInbound = ({ phoneNumber, poolId, enableRtb }: Campaign): boolean =>
  phoneNumber !== null || poolId !== null || enableRtb;

const COLUMNS: readonly Column<Campaign>[] = [
  { key: 'name', title: t('column.campaign'), sort: ({ name }) => name, show: ({ name }) => name },
  {
    key: 'status',
    title: t('column.status'),
    sort: ({ status }) => status,
    show: ({ status }) => (
      <Badge tone={status === 'active' ? 'good' : status === 'paused' ? 'warn' : 'quiet'}>
        {word('campaignStatus', status)}
      </Badge>
    ),
  },
  {
    key: 'number',
    title: t('inbound.number'),
    class: 'nowrap',
    show: ({ phoneNumber, poolId }) => (phoneNumber || poolId === null ? phone(phoneNumber) : t('inbound.pool')),
  },
  { key: 'rtb', title: t('inbound.rtb'), show: ({ enableRtb }) => t(enableRtb ? 'inbound.auction' : 'inbound.buyers') },
  { key: 'routing', title: t('inbound.routing'), show: ({ routingType }) => word('routingType', routingType) },
  {
    key: 'calls',
    title: t('nav.calls'),
    show: ({ id }) => <Link href={`/calls?campaign_id=${id}`}>{t('inbound.calls')}</Link>,
  },
];

const newCampaign = () =>
  may('campaigns.write') && (
    <Link class="button primary" href="/inbound/new">
      {t('inbound.new')}
    </Link>
  );

export function InboundCampaignsScreen() {
  const cursor = useCursor();
  const campaigns = useLoad(() => readCampaigns(cursor), [cursor.after]);
  useReloadOn(['campaign:updated'], campaigns.reload);
  return (
    <Page title={t('inbound.title')} note={t('inbound.note')} actions={newCampaign()}>
      <Card>
        <Shown of={campaigns}>
          {(page) => (
            <>
              <FilterBox />
              <Rows rows={page.data.filter(isInbound)} />
              <CursorPager page={page} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}

function Rows({ rows }: { rows: readonly Campaign[] }) {
  const shown = useFiltered(rows, ({ name, phoneNumber }) => `${name} ${phoneNumber ?? ''}`);
  return (
    <Table
      caption={t('inbound.title')}
      columns={COLUMNS}
      rows={shown}
      rowKey={({ id }) => id}
      href={({ id }) => `/inbound/${id}`}
      empty={
        <Empty title={t(rows.length > 0 ? 'table.noMatch' : 'inbound.empty')}>
          {rows.length === 0 && (
            <>
              <p>{t('inbound.empty.text')}</p>
              {newCampaign()}
            </>
          )}
        </Empty>
      }
    />
  );
}
