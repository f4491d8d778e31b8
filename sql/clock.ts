import type { Sql } from './db.ts';

export type ClockRow = { anchorReal: Date; anchorProduct: Date; speed: number };

export async function readClock(sql: Sql): Promise<ClockRow> {
  const [row] = await sql<[ClockRow]>`select anchor_real, anchor_product, speed from clock`;
  return row;
}

/**
 * Changes the speed of the product's clock from now on. Product time continues from the current value and never runs
 * backwards.
 */
export async function setClockSpeed(sql: Sql, speed: number): Promise<void> {
  await sql`
    update clock set anchor_product = clock_now(), anchor_real = now(), speed = ${speed} where speed <> ${speed}`;
}

/** Moves product time forward by some seconds. */
export async function shiftClock(sql: Sql, seconds: number): Promise<void> {
  await sql`update clock set anchor_product = anchor_product + make_interval(secs => ${seconds})`;
}

/** Returns the current product time of the database, for times that statements compare with `clock_now()`. */
export async function databaseNow(sql: Sql): Promise<Date> {
  const [row] = await sql<[{ now: Date }]>`select clock_now() as now`;
  return row.now;
}
