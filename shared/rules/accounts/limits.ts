/**
 * The limits of a tenant. All tenants share the carrier account, the dialer and the database, so each tenant may use
 * only a part. The names are the names of the API.
 */
import { DOLLARS_PER_MINUTE } from '../values/carrier-prices.ts';

/** The value null means: no limit. A day is a UTC day of product time. */
export type Limits = {
  /** ISO 3166-1 alpha-2 codes of the countries whose numbers may be called. */
  destination_countries: string[] | null;
  /** Dollars of carrier cost in a day. Ended calls count with their price, or with an estimate before it is known. */
  spend_per_day: number | null;
  /** Phone numbers, with the numbers that are being bought. */
  numbers: number | null;
  /** Calls with leads and callers at one time, and the phones of parked agents. */
  live_calls: number | null;
  /** Campaigns that are active or scheduled. */
  active_campaigns: number | null;
  import_bytes_per_day: number | null;
  import_rows_per_day: number | null;
};

export type LimitName = keyof Limits;
/** The limits whose value is a number. */
export type AmountName = Exclude<LimitName, 'destination_countries'>;

/**
 * With the simulator nothing costs money, so the limits only protect the machine. With a real carrier the limits are
 * those of a center with about 50 agents: 500 dollars are about 35 000 minutes, and one upload has at most 256 MB.
 */
export const LIMIT_DEFAULTS: Record<'simulator' | 'twilio', Limits> = {
  simulator: {
    destination_countries: null,
    spend_per_day: null,
    numbers: 10_000,
    live_calls: 10_000,
    active_campaigns: 1_000,
    import_bytes_per_day: 20_000_000_000,
    import_rows_per_day: 100_000_000,
  },
  twilio: {
    destination_countries: ['US', 'CA'],
    spend_per_day: 500,
    numbers: 100,
    live_calls: 200,
    active_campaigns: 50,
    import_bytes_per_day: 1_000_000_000,
    import_rows_per_day: 5_000_000,
  },
};

export const LIMIT_UNITS: Record<LimitName, string> = {
  destination_countries: 'countries',
  spend_per_day: 'US dollars of carrier cost in a UTC day',
  numbers: 'phone numbers',
  live_calls: 'calls at one time',
  active_campaigns: 'active or scheduled campaigns',
  import_bytes_per_day: 'bytes in a UTC day',
  import_rows_per_day: 'rows in a UTC day',
};

/** Returns the message for a user whose request would exceed a limit. */
export function limitMessage(name: AmountName, value: number, used: number): string {
  return (
    `The limit ${name} of your account is reached: ${used} of ${value} ${LIMIT_UNITS[name]} are used. ` +
    'GET /api/limits shows all limits. The operator of this installation can raise the limit.'
  );
}

/** What a tenant uses of the carrier account now. */
export type CarrierUse = {
  liveCalls: number;
  /** Dollars of today's ended calls. */
  endedDollars: number;
  /** Started minutes of the calls and legs that are live. */
  liveMinutes: number;
};

/** Returns today's carrier cost in dollars: of ended calls, and of the started minutes of live calls. */
export const spendOf = ({ endedDollars, liveMinutes }: CarrierUse): number =>
  Math.round((endedDollars + liveMinutes * DOLLARS_PER_MINUTE) * 1e5) / 1e5;

/** How many more calls a tenant may start. If none, `problem` names the limit that is reached. */
export type CallRoom = {
  calls: number;
  problem: { name: 'live_calls' | 'spend_per_day'; message: string } | undefined;
};

/** Returns how many more calls the limits `live_calls` and `spend_per_day` allow now. A call costs at least a minute. */
export function callRoom(limits: Limits, use: CarrierUse): CallRoom {
  const liveLeft = (limits.live_calls ?? Infinity) - use.liveCalls;
  const spend = spendOf(use);
  const spendLeft = Math.floor(((limits.spend_per_day ?? Infinity) - spend) / DOLLARS_PER_MINUTE);
  const calls = Math.max(0, Math.min(liveLeft, spendLeft));
  if (calls > 0) return { calls, problem: undefined };
  const [name, used] = liveLeft <= 0 ? (['live_calls', use.liveCalls] as const) : (['spend_per_day', spend] as const);
  return { calls, problem: { name, message: limitMessage(name, limits[name] ?? 0, used) } };
}
