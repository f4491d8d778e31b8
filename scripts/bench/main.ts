/** Measures the product. Figures are ratios against a limit of the same run. */
import { readConfig } from '../../shared/config.ts';
import { orRefuse, refuse } from '../../shared/startup.ts';
import { parseOptions, parseWholeNumber } from '../options.ts';
import { benchAuction } from './auction.ts';
import { benchAuctionMemory } from './auction-memory.ts';
import { benchFloor } from './floor.ts';
import { benchImport } from './import.ts';
import { benchPacing } from './pacing.ts';
import { benchStats } from './stats.ts';

const USAGE = `npm run bench -- [auction] [floor] [import] [pacing] [stats]   (all, if none is named)
  --auctions <n>   bench auction takes so many calls, and tells what memory they leave taken`;

const { values: flags, positionals: asked } = parseOptions(USAGE, {
  options: { auctions: { type: 'string', default: '0' } },
  allowPositionals: true,
});
const auctions = parseWholeNumber('--auctions', flags.auctions, 0);

const benches: Record<string, () => Promise<void>> = {
  auction: () => (auctions > 0 ? benchAuctionMemory(auctions) : benchAuction()),
  floor: benchFloor,
  import: benchImport,
  pacing: benchPacing,
  stats: benchStats,
};

const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) refuse(`No such bench: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
// Wrong settings are told before anything is measured.
orRefuse(readConfig);
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  console.log(`\n# ${name}\n`);
  await benches[name]!();
}
