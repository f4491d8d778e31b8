import { runAuction } from '../shared/domain/bidding.ts';
import type { Handler } from './handlers.ts';

export const auctionRun: Handler<'auction.run'> = (ctx, auction, _signal, answer) => runAuction(ctx, auction, answer);
