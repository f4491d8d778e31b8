import type { ClockAnchor } from './clock.ts';
import { readClock, setClockSpeed } from '../sql/clock.ts';
import type { Sql } from '../sql/db.ts';

/**
 * The anchor that database and processes share, after making sure that time runs at `speed`. Product time goes on from
 * where it was: a restart at another speed never turns it back.
 */
export async function anchorClock(sql: Sql, speed: number): Promise<ClockAnchor> {
  await setClockSpeed(sql, speed);
  const row = await readClock(sql);
  return { realMs: row.anchorReal.getTime(), productMs: row.anchorProduct.getTime(), speed: row.speed };
}
