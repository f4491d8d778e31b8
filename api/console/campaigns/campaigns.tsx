/** All campaigns. */
import { Link } from 'wouter-preact';
import { useAddress } from '../ui/address.ts';
import { dataOf, dialer } from '../ui/api.ts';
import { dateTime, number } from '../ui/format.ts';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Pager, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import { CampaignStatus } from './campaign-status.tsx';

const LIMIT = 50;

const readCampaigns = (offset: number) =>
  dataOf(dialer.GET('/campaigns', { params: { query: { limit: LIMIT, offset } } }));
type Campaign = Awaited<ReturnType<typeof readCampaigns>>['campaigns'][number];

/** A campaign without a caller ID calls no one, so its mode of dialing says nothing. */
const dialModeText = ({ caller_id: callerId, dial_mode: mode }: Campaign): string =>
  callerId === null ? t('campaigns.inbound') : word('dialMode', mode);

const COLUMNS: readonly Column<Campaign>[] = [
  { key: 'name', title: t('column.campaign'), sort: ({ name }) => name, show: ({ name }) => name },
  {
    key: 'status',
    title: t('column.status'),
    sort: ({ status }) => status,
    show: ({ status }) => <CampaignStatus status={status} />,
  },
  { key: 'mode', title: t('newCampaign.mode'), show: (row) => dialModeText(row) },
  {
    key: 'weight',
    title: t('campaign.weight'),
    isNumber: true,
    sort: ({ weight }) => weight,
    show: ({ weight }) => number(weight),
  },
  {
    key: 'leads',
    title: t('column.leads'),
    isNumber: true,
    sort: (row) => row.total_leads,
    show: (row) => number(row.total_leads),
  },
  {
    key: 'calls',
    title: t('campaigns.callsPlaced'),
    isNumber: true,
    sort: (row) => row.calls_made,
    show: ({ id, calls_made: calls }) => <Link href={`/calls?campaign_id=${id}`}>{number(calls)}</Link>,
  },
  {
    key: 'created',
    title: t('column.created'),
    sort: (row) => row.created_at,
    show: (row) => dateTime(row.created_at),
  },
];

const createLink = () =>
  may('campaigns.write') && (
    <Link class="button primary" href="/campaigns/new">
      {t('newCampaign.title')}
    </Link>
  );

export function CampaignsScreen() {
  const [address] = useAddress();
  const offset = Number(address.get('offset') ?? 0);
  const campaigns = useLoad(() => readCampaigns(offset), [offset]);
  useReloadOn(['campaign:updated', 'import:updated'], campaigns.reload);
  return (
    <Page title={t('nav.campaigns')} actions={createLink()}>
      <Card>
        <Shown of={campaigns}>
          {(data) => (
            <>
              <Table
                caption={t('nav.campaigns')}
                columns={COLUMNS}
                rows={data.campaigns}
                rowKey={({ id }) => id}
                href={({ id }) => `/campaigns/${id}`}
                empty={<Empty title={t('campaigns.empty')}>{createLink()}</Empty>}
              />
              <Pager limit={LIMIT} shown={data.campaigns.length} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}
