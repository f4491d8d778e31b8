/** The campaigns on the floor: how each one dials, or why it does not. */
import { Link } from 'wouter-preact';
import { CampaignStatus } from '../campaigns/campaign-status.tsx';
import { dataOf, dialer } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { number, percent, share } from '../ui/format.ts';
import { act, notifyError } from '../ui/notices.tsx';
import { Card, Empty } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import type { Day, Floor } from './floor-types.ts';
import { reasonText } from './reason-text.ts';

type Row = Floor['campaigns'][number];

/** Starts or pauses a campaign. A pause asks first, because agents will run out of calls. */
async function toggle({ campaign: { id, name, status } }: Row): Promise<void> {
  const path = { id };
  if (status !== 'active') {
    await act(
      () => dataOf(dialer.POST('/campaigns/{id}/start', { params: { path } })),
      t('campaign.started', { name }),
    );
    return;
  }
  const question = { title: t('campaign.pause.title', { name }), body: t('campaign.pause.body') };
  if (!(await confirm({ ...question, action: t('campaign.pause') }))) return;
  await act(() => dataOf(dialer.POST('/campaigns/{id}/pause', { params: { path } })), t('campaign.paused', { name }));
}

function Abandonment({ pacing }: { pacing: Row['pacing'] }) {
  if (!pacing || pacing.abandonment.answered === 0) return <>–</>;
  const { rate, hard_rate: limit, over_limit: isOver } = pacing.abandonment;
  const tone = isOver ? 'bad' : rate > 0.9 * limit ? 'warn' : '';
  return (
    <span class={tone}>
      {percent(rate)} <span class="note">{t('floor.ofCap', { percent: percent(limit) })}</span>
    </span>
  );
}

/** Says how the campaign dials, or the first reason why it does not. */
function Reason({ row: { campaign, pacing } }: { row: Row }) {
  const reason = pacing?.reasons[0];
  if (reason?.code === 'no_caller_id' && campaign.total_leads === 0) return <>{t('floor.inboundOnly')}</>;
  if (reason) return <span title={reason.message}>{reasonText(reason)}</span>;
  if (campaign.status !== 'active') return <>{word('campaignStatus.note', campaign.status)}</>;
  return <>{t('floor.dialing', { mode: word('dialMode', campaign.dial_mode) })}</>;
}

type Today = (id: string) => Day['campaigns'][number] | undefined;

const nowColumns: Column<Row>[] = [
  { key: 'name', title: t('column.campaign'), show: ({ campaign }) => campaign.name, sort: (row) => row.campaign.name },
  {
    key: 'status',
    title: t('column.status'),
    show: ({ campaign }) => <CampaignStatus status={campaign.status} />,
  },
  { key: 'ringing', title: t('floor.ringing'), isNumber: true, show: ({ counts }) => number(counts.ringing) },
  { key: 'talking', title: t('floor.talking'), isNumber: true, show: ({ counts }) => number(counts.talking) },
];

const todayColumns = (today: Today): Column<Row>[] => [
  {
    key: 'calls',
    title: t('floor.callsToday'),
    isNumber: true,
    sort: ({ campaign }) => today(campaign.id)?.calls ?? 0,
    show: ({ campaign }) => (
      <Link href={`/calls?campaign_id=${campaign.id}`}>{number(today(campaign.id)?.calls ?? 0)}</Link>
    ),
  },
  {
    key: 'answers',
    title: t('floor.answerRate'),
    isNumber: true,
    show: ({ campaign }) => {
      const sums = today(campaign.id);
      return percent(sums ? share(sums.answered, sums.placed) : null);
    },
  },
  {
    key: 'abandonment',
    title: t('floor.abandonment'),
    isNumber: true,
    class: 'nowrap',
    show: ({ pacing }) => <Abandonment pacing={pacing} />,
  },
  { key: 'reason', title: t('floor.reason'), class: 'reason', show: (row) => <Reason row={row} /> },
];

const toggleColumn = (reload: () => Promise<void>): Column<Row> => ({
  key: 'toggle',
  title: '',
  show: (row) => {
    const text = t(row.campaign.status === 'active' ? 'campaign.pause' : 'campaign.start');
    return (
      <div class="actions">
        <button
          class="small"
          aria-label={`${text} ${row.campaign.name}`}
          onClick={() => void toggle(row).then(reload, notifyError)}
        >
          {text}
        </button>
      </div>
    );
  },
});

type Props = { campaigns: Row[]; day: Day | undefined; reload: () => Promise<void> };

export function FloorCampaigns({ campaigns, day, reload }: Props) {
  const today: Today = (id) => day?.campaigns.find((each) => each.id === id);
  const columns = [...nowColumns, ...todayColumns(today), ...(may('campaigns.write') ? [toggleColumn(reload)] : [])];
  return (
    <Card title={t('floor.campaigns')} actions={<Link href="/campaigns">{t('floor.allCampaigns')}</Link>}>
      <Table
        caption={t('floor.campaigns')}
        name="campaigns-"
        columns={columns}
        rows={campaigns}
        rowKey={({ campaign }) => campaign.id}
        href={({ campaign }) => `/campaigns/${campaign.id}`}
        empty={
          <Empty title={t('floor.noCampaigns')}>
            <Link href="/campaigns/new">{t('floor.noCampaigns.action')}</Link>
          </Empty>
        }
      />
    </Card>
  );
}
