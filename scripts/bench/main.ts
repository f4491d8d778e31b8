/**
 * `npm run bench -- import pacing`: measures those; without names, all. Figures are ratios against a limit of the same run.
 * `npm run bench -- auction --auctions=50000` takes so many calls instead, and tells what memory they leave taken.
 */
import { parseArgs } from 'node:util';
import { benchAuction } from './auction.ts';
import { benchAuctionLeak } from './auction-leak.ts';
import { benchFloor } from './floor.ts';
import { benchImport } from './import.ts';
import { benchPacing } from './pacing.ts';
import { benchStats } from './stats.ts';

const { values: flags, positionals: asked } = parseArgs({
  options: { auctions: { type: 'string' } },
  allowPositionals: true,
});
const auctions = Number(flags.auctions ?? 0);
if (!Number.isInteger(auctions) || auctions < 0)
  throw new Error('--auctions takes how many calls are to be auctioned, as in --auctions=50000.');

const benches: Record<string, () => Promise<void>> = {
  auction: () => (auctions > 0 ? benchAuctionLeak(auctions) : benchAuction()),
  floor: benchFloor,
  import: benchImport,
  pacing: benchPacing,
  stats: benchStats,
};

const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0)
  throw new Error(`No such bench: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  console.log(`\n# ${name}\n`);
  await benches[name]!();
}
