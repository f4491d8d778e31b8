/** One auction: the bid ladder, with the reason for each loss, what came of the award and what was really billed. */
import { Link } from 'wouter-preact';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, pro } from '../ui/api.ts';
import { Bar } from '../ui/fill.tsx';
import { dateTime, duration, milliseconds, money, number, phone } from '../ui/format.ts';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { Badge, Card, Empty, Page, Shown, Stat } from '../ui/parts.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { count, t, word } from '../ui/texts.ts';
import { AuctionResult, earned } from './auction-result.tsx';

const readLadder = (id: string) => dataOf(pro.GET('/rtb/bid-requests/{id}', { params: { path: { id: Number(id) } } }));
type Ladder = Awaited<ReturnType<typeof readLadder>>;
type Bid = Ladder['bids'][number];

export function AuctionScreen({ id = '' }: ScreenProps) {
  const ladder = useLoad(() => readLadder(id), [id]);
  useReloadOn(['auction:decided', 'call:updated', 'call:ended', 'call:valued'], ladder.reload, 1_000);
  return <Shown of={ladder}>{(data) => <Auction ladder={data} />}</Shown>;
}

/** The bid in the currency of the auction, in which the bids were compared. */
const comparedBid = ({ bidAmount, exchangeRate }: Bid): number => (bidAmount ?? 0) * exchangeRate;

function Auction({ ladder }: { ladder: Ladder }) {
  const { call, currency, bids } = ladder;
  return (
    <Page
      title={t('auction.title', { number: phone(ladder.callerId) })}
      note={`${dateTime(ladder.createdAt)}, ${ladder.requestId}`}
      actions={<AuctionResult {...ladder} />}
    >
      <section class="stats" aria-label={t('auction.result')}>
        <Stat
          label={t('auction.winningBid')}
          value={money(ladder.winningBid, currency)}
          note={ladder.winningTargetName ?? word('auction', ladder.status)}
        />
        <Stat
          label={t('money.earned')}
          value={earned(ladder)}
          tone={call?.revenue ? 'good' : undefined}
          note={call?.recipient ?? t('auction.noRecipient')}
          {...(call && { href: `/calls/${call.uuid}` })}
        />
        <Stat label={t('column.talk')} value={duration(call?.talkSeconds)} note={t('auction.talk.note')} />
        <Stat
          label={t('auction.took')}
          value={milliseconds(ladder.totalResponseTime)}
          note={t('auction.atMost', { time: milliseconds(ladder.auctionTimeoutMs) })}
        />
        <Stat
          label={t('auction.validBids')}
          value={number(bids.filter(({ rank }) => rank !== null).length)}
          note={count('auction.ofBidders', ladder.targetIds.length)}
        />
      </section>
      <Card title={t('auction.ladder')}>
        <Table
          caption={t('auction.ladder')}
          columns={columnsOf(ladder)}
          rows={bids}
          rowKey={({ id }) => id}
          href={({ targetId }) => `/targets/${targetId}`}
          empty={<Empty title={word('auction', ladder.status)}>{t('auction.noBids')}</Empty>}
        />
        <p class="hint">{t('auction.ladder.hint')}</p>
      </Card>
      <Card title={t('call.facts')}>
        <dl class="facts">
          <dt>{t('column.campaign')}</dt>
          <dd>{ladder.campaignId ? <Link href={`/inbound/${ladder.campaignId}`}>{ladder.campaignName}</Link> : '–'}</dd>
          <dt>{t('router')}</dt>
          <dd>
            <Link href={`/routers/${ladder.routerId}`}>{ladder.routerName}</Link>
          </dd>
          <dt>{t('call.title')}</dt>
          <dd>{call ? <Link href={`/calls/${call.uuid}`}>{t('auction.openCall')}</Link> : '–'}</dd>
          <dt>{t('auction.duplicate')}</dt>
          <dd>{t(ladder.isDuplicate ? 'yes' : 'no')}</dd>
        </dl>
      </Card>
    </Page>
  );
}

function columnsOf({ bids, auctionTimeoutMs }: Ladder): readonly Column<Bid>[] {
  const best = Math.max(0, ...bids.map(comparedBid));
  return [
    { key: 'target', title: t('target'), sort: (bid) => bid.targetName, show: ({ targetName }) => targetName },
    {
      key: 'rank',
      title: t('auction.rank'),
      isNumber: true,
      sort: ({ rank }) => rank,
      show: ({ rank }) => rank ?? '–',
    },
    {
      key: 'bid',
      title: t('auction.bid'),
      isNumber: true,
      class: 'bid',
      sort: ({ bidAmount }) => bidAmount,
      show: (bid) => (
        <span class="fill">
          <span>{money(bid.bidAmount, bid.currency)}</span>
          <Bar
            part={best === 0 ? 0 : comparedBid(bid) / best}
            tone={bid.isWinner ? 'good' : bid.rank === null ? 'quiet' : 'accent'}
          />
        </span>
      ),
    },
    {
      key: 'latency',
      title: t('auction.latency'),
      isNumber: true,
      class: 'bid',
      sort: ({ responseTimeMs }) => responseTimeMs,
      show: ({ responseTimeMs: ms }) => (
        <span class="fill">
          <span>{`${ms} ms`}</span>
          <Bar part={Math.min(1, ms / auctionTimeoutMs)} tone={ms >= auctionTimeoutMs ? 'bad' : 'info'} />
        </span>
      ),
    },
    {
      key: 'reason',
      title: t('auction.reason'),
      class: 'reason',
      show: ({ reason, reasonText }) => word('bidReason', reason, reasonText),
    },
    { key: 'award', title: t('auction.award'), show: (bid) => <Award {...bid} /> },
    {
      key: 'billed',
      title: t('auction.billed'),
      isNumber: true,
      sort: ({ award }) => award?.revenue,
      show: ({ award, currency }) => money(award?.revenue, currency),
    },
  ];
}

/** What came of the award: the carrier's report about the dialed leg decides, not the bid. */
function Award({ award }: Bid) {
  if (!award) return <>–</>;
  const { attempt, dialStatus, connected, talkSeconds, status } = award;
  if (connected) return <Badge tone="good">{t('award.talked', { time: duration(talkSeconds) })}</Badge>;
  if (dialStatus !== null)
    return <Badge tone="warn">{t('award.notReached', { status: word('dialStatus', dialStatus) })}</Badge>;
  if (attempt === null)
    return <Badge tone="quiet">{t(status === 'released' ? 'award.released' : 'award.waiting')}</Badge>;
  return <Badge tone="info">{t(status === 'claimed' ? 'award.dialing' : 'award.over')}</Badge>;
}
