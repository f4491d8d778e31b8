/** `npm run bench -- import pacing`: measures those; without names, all. Figures are ratios against a limit of the same run. */
import { benchAuction } from './auction.ts';
import { benchImport } from './import.ts';
import { benchPacing } from './pacing.ts';

const benches: Record<string, () => Promise<void>> = {
  auction: benchAuction,
  import: benchImport,
  pacing: benchPacing,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0)
  throw new Error(`No such bench: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  console.log(`\n# ${name}\n`);
  await benches[name]!();
}
