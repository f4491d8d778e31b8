/**
 * Moves the clock of the process that imports this file: `node --import skewed-clock.ts?ms=20000`. Statements in Postgres
 * keep the clock of the database.
 */
const skewMs = Number(new URL(import.meta.url).searchParams.get('ms') ?? 0);
const RealDate = Date;
const now = () => RealDate.now() + skewMs;

class SkewedDate extends RealDate {
  static override now = now;

  constructor(...args: [] | [number]) {
    if (args.length === 0) super(now());
    else super(...args);
  }
}

globalThis.Date = SkewedDate as DateConstructor;
