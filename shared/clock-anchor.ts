import type { ClockAnchor } from './clock.ts';
import { readClock, setClockSpeed } from '../sql/clock.ts';
import type { Sql } from '../sql/db.ts';

/**
 * Sets the speed of the product's clock in the database. Returns the anchor of the clock (a real time and the product
 * time at that moment), which the database and all processes share. Product time continues from its current value, so a
 * restart at another speed never turns product time back.
 */
export async function syncClockAnchor(sql: Sql, speed: number): Promise<ClockAnchor> {
  await setClockSpeed(sql, speed);
  const row = await readClock(sql);
  return { realMs: row.anchorReal.getTime(), productMs: row.anchorProduct.getTime(), speed: row.speed };
}
