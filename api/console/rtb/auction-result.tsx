/** How an auction ended, and what its call really earned. */
import type { pro } from '../ui/api.ts';
import { money } from '../ui/format.ts';
import { Badge } from '../ui/parts.tsx';
import { t, word } from '../ui/texts.ts';

type Reply = Awaited<ReturnType<typeof pro.GET<'/rtb/bid-requests', object>>>;
export type Auction = NonNullable<Reply['data']>['bidRequests'][number];

/** A bid that won says nothing about money: its bidder may not have answered. So the call decides the colour. */
export function AuctionResult({ status, call }: Pick<Auction, 'status' | 'call'>) {
  if (status !== 'completed')
    return <Badge tone={status === 'failed' ? 'bad' : 'quiet'}>{word('auction', status)}</Badge>;
  if (!call) return <Badge tone="quiet">{t('auction.won')}</Badge>;
  if (call.live) return <Badge tone="info">{t(call.connected ? 'auction.talking' : 'auction.dialing')}</Badge>;
  return call.connected ? (
    <Badge tone="good">{t('auction.connected')}</Badge>
  ) : (
    <Badge tone="warn">{t('auction.notConnected')}</Badge>
  );
}

/** The revenue of a call; while it is not known, why. */
export const earned = ({ call }: Pick<Auction, 'call'>): string => {
  if (!call || (call.revenue === null && !call.live)) return '–';
  return call.revenue === null ? t('auction.later') : money(call.revenue, call.currency ?? 'USD');
};
