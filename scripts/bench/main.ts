/**
 * `npm run bench` measures the product. Next to every figure stands a reference value that is measured in the same run.
 */
import { readConfig } from '../../shared/config.ts';
import { orExit, exitWithMessage } from '../../shared/startup-errors.ts';
import { parseOptions, parseWholeNumber } from '../options.ts';
import { benchAuction } from './auction.ts';
import { benchAuctionMemory } from './auction-memory.ts';
import { benchFloor } from './floor.ts';
import { benchImport } from './import.ts';
import { benchPacing } from './pacing.ts';
import { benchScale } from './scale.ts';
import { benchStats } from './stats.ts';

const USAGE = `npm run bench -- [auction] [floor] [import] [pacing] [scale] [stats]   (all of them if you name none)
  auction          time that an auction adds to the time of its bidders
  floor            talk time of twenty agents in the real system, next to the pacing laboratory
  import           rows per second of a lead import, next to a bare COPY
  pacing           time of one pacing decision
  scale            CPU time of one call in each process, and how many calls it allows
  stats            response times of the statistics API with a million calls
  --minutes <n>    benchmark floor: length of the shift (60)
  --rate <n>       benchmark scale: inbound calls per second (50)
  --speed <n>      benchmark floor: seconds of product time per second of real time (10)
  --auctions <n>   benchmark auction: instead, send n calls and print the memory that the processes use`;

const { values: options, positionals } = parseOptions(USAGE, {
  options: {
    auctions: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '50' },
    speed: { type: 'string', default: '10' },
  },
  allowPositionals: true,
});
const auctions = parseWholeNumber('--auctions', options.auctions, 0);
const minutes = parseWholeNumber('--minutes', options.minutes, 1);
const rate = parseWholeNumber('--rate', options.rate, 1);
const speed = parseWholeNumber('--speed', options.speed, 1);

const BENCHMARKS: Record<string, () => Promise<void>> = {
  auction: () => (auctions > 0 ? benchAuctionMemory(auctions) : benchAuction()),
  floor: () => benchFloor({ shiftSeconds: 60 * minutes, clockSpeed: speed }),
  import: benchImport,
  pacing: benchPacing,
  scale: () => benchScale({ seconds: 20, callsPerSecond: rate }),
  stats: benchStats,
};

const unknownNames = positionals.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknownNames.length > 0)
  exitWithMessage(
    `There is no benchmark ${unknownNames.join(', ')}. There are: ${Object.keys(BENCHMARKS).join(', ')}.`,
  );
const names = positionals.length > 0 ? positionals : Object.keys(BENCHMARKS);
if (auctions > 0 && !names.includes('auction'))
  exitWithMessage('--auctions belongs to the benchmark auction, which you did not name.');
// Wrong settings end the process before the first benchmark starts.
orExit(readConfig);
for (const name of names) {
  console.log(`\n# ${name}\n`);
  await BENCHMARKS[name]!();
}
