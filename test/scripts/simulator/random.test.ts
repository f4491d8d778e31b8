import { expect, test } from 'vitest';
import { createRandom } from '../../../scripts/simulator/random.ts';

test('draws are uniformly distributed', () => {
  const random = createRandom('uniform');
  const buckets = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 50_000; i++) buckets[Math.floor(random.uniform() * 10)]! += 1;
  for (const count of buckets) expect(Math.abs(count - 5_000)).toBeLessThan(300);
});
