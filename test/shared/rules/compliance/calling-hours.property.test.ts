import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CallingHoursDecision,
  checkCallingHours,
  type CallingHoursInput,
  type CallingHoursReason,
  SEARCH_DAYS_MAX,
} from '../../../../shared/rules/compliance/calling-hours.ts';
import { LAWS, legalWindows } from '../../../../shared/rules/compliance/law.ts';
import { isHoliday } from '../../../../shared/rules/compliance/holidays.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ZONES = Intl.supportedValuesOf('timeZone');

/**
 * The clocks of time zones, as text. The test's own calculation uses these clocks and shares no code with the tested
 * rule.
 */
const formats = new Map<string, Intl.DateTimeFormat>();
function clock(zone: string, atMs: number) {
  let format = formats.get(zone);
  if (!format) {
    const twoDigits = {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    } as const;
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', second: '2-digit', ...twoDigits });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  return { date: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}:${part.second}` };
}

function isLawful({ zones, region, nonGeographic }: CallingHoursInput, atMs: number): boolean {
  const { days, holidaysOf } = legalWindows({ region, nonGeographic });
  return zones.every((zone) => {
    const { date, time } = clock(zone, atMs);
    const midnight = new Date(`${date}T00:00:00Z`);
    if (holidaysOf !== null && isHoliday(holidaysOf, midnight.getTime() / DAY_MS)) return false;
    const ms = Date.parse(`1970-01-01T${time}Z`);
    return days[midnight.getUTCDay()]!.some(([start, end]) => start <= ms && ms < end);
  });
}

function isInCampaignHours({ campaign }: CallingHoursInput, atMs: number): boolean {
  const { hoursStart, hoursEnd, timezone, scheduleStartMs, scheduleEndMs } = campaign;
  if (atMs < (scheduleStartMs ?? -Infinity) || atMs >= (scheduleEndMs ?? Infinity)) return false;
  const { time } = clock(timezone, atMs);
  if (hoursStart === hoursEnd) return true;
  if (hoursStart < hoursEnd) return hoursStart <= time && time < hoursEnd;
  return hoursStart <= time || time < hoursEnd;
}

const isCallable = (input: CallingHoursInput, atMs: number) => isInCampaignHours(input, atMs) && isLawful(input, atMs);

/** Random times from 2020 to 2035. Half of the times are within a day and a half of a clock change in `zone`. */
const instants = (zone: string) =>
  fc
    .tuple(fc.integer({ min: 2020, max: 2035 }), fc.boolean(), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([year, nearChange, pick, fraction]) => {
      const startMs = Date.UTC(year, 0, 1);
      const days = Array.from({ length: 365 }, (_, day) => startMs + day * DAY_MS);
      const changes = days.filter((ms) => clock(zone, ms).time !== clock(zone, ms + DAY_MS).time);
      const changeMs = nearChange ? changes[pick % Math.max(1, changes.length)] : undefined;
      if (changeMs === undefined) return Math.floor(startMs + fraction * 365 * DAY_MS);
      return Math.floor(changeMs - DAY_MS + fraction * 3 * DAY_MS);
    });

const timesOfDay = fc
  .tuple(fc.nat(23), fc.constantFrom(0, 15, 30, 59), fc.constantFrom(0, 0, 0, 30))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const places = fc.oneof(
  fc.constant(undefined),
  fc
    .subarray(
      Object.keys(LAWS).filter((code) => code.startsWith('US-')),
      { maxLength: 3 },
    )
    .map((subdivisions) => ({ country: 'US', subdivisions })),
  fc.constantFrom('CA', 'GB', 'AU', 'ZA').map((country) => ({ country, subdivisions: [] })),
);

const inputs: fc.Arbitrary<CallingHoursInput> = fc
  .record({
    zones: fc.uniqueArray(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 3 }),
    region: places,
    nonGeographic: fc.boolean(),
    timezone: fc.constantFrom(...ZONES),
    hours: fc.oneof(
      fc.tuple(timesOfDay, timesOfDay),
      fc.constantFrom(['00:00:00', '00:00:00'] as const, ['08:00:00', '21:00:00'] as const),
    ),
    schedule: fc.tuple(fc.option(fc.integer({ min: -20, max: 20 })), fc.option(fc.integer({ min: -5, max: 40 }))),
  })
  .chain(({ zones, region, nonGeographic, timezone, hours, schedule }) =>
    instants(zones[0] ?? 'UTC').map((atMs) => ({
      atMs,
      zones,
      region,
      nonGeographic,
      campaign: {
        timezone,
        hoursStart: hours[0],
        hoursEnd: hours[1],
        scheduleStartMs: schedule[0] === null ? null : atMs + schedule[0] * HOUR_MS,
        scheduleEndMs: schedule[1] === null ? null : atMs + schedule[1] * HOUR_MS,
      },
    })),
  );

const SAMPLES = 40;
/** Returns evenly spread times from `fromMs` to the last millisecond before `toMs`. */
const spread = (fromMs: number, toMs: number) =>
  Array.from({ length: SAMPLES + 1 }, (_, i) => Math.floor(fromMs + ((toMs - 1 - fromMs) * i) / SAMPLES));

/**
 * Returns the times at which `decision` is checked. Each time has a flag that says whether the lead must be callable
 * then.
 */
function expectationsOf(
  input: CallingHoursInput,
  decision: CallingHoursDecision,
): [atMs: number, isCallable: boolean][] {
  const { atMs, campaign } = input;
  if (decision.ok)
    return [...spread(atMs, decision.untilMs).map((ms): [number, boolean] => [ms, true]), [decision.untilMs, false]];
  const fromMs = Math.max(atMs, campaign.scheduleStartMs ?? atMs);
  const closedUntilMs = decision.nextAtMs ?? fromMs + SEARCH_DAYS_MAX * DAY_MS;
  const closed = spread(atMs, closedUntilMs).map((ms): [number, boolean] => [ms, false]);
  return decision.nextAtMs === null ? closed : [...closed, [decision.nextAtMs, true]];
}

function reasonByOracle(input: CallingHoursInput): CallingHoursReason {
  const { scheduleStartMs, scheduleEndMs } = input.campaign;
  if (input.atMs >= (scheduleEndMs ?? Infinity)) return 'schedule_over';
  if (input.atMs < (scheduleStartMs ?? -Infinity)) return 'schedule_not_started';
  return isInCampaignHours(input, input.atMs) ? 'legal_hours' : 'campaign_hours';
}

test('allows exactly the lawful moments, in every zone, state and season', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const decision = checkCallingHours(input);
      expect(decision).toMatchObject(
        isCallable(input, input.atMs) ? { ok: true } : { ok: false, reason: reasonByOracle(input) },
      );
      expect(
        expectationsOf(input, decision).filter(([atMs, expected]) => isCallable(input, atMs) !== expected),
      ).toEqual([]);
      const nextAtMs = decision.ok ? input.atMs : (decision.nextAtMs ?? NaN);
      expect(Number.isNaN(nextAtMs) || checkCallingHours({ ...input, atMs: nextAtMs }).ok).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test.each([
  ['America/New_York', '2026-03-07', 'US-FL'],
  ['America/New_York', '2026-10-31', 'US-RI'],
  ['Australia/Lord_Howe', '2026-04-04', undefined],
  ['America/St_Johns', '2026-03-07', 'CA-NL'],
  ['Africa/Casablanca', '2026-02-14', undefined],
  ['Africa/Cairo', '2026-10-29', undefined],
  ['Asia/Kathmandu', '2026-03-07', undefined],
])('every quarter of an hour of the days around a change of clocks in %s is decided correctly', (zone, date, code) => {
  const region = code ? { country: code.slice(0, 2), subdivisions: [code] } : undefined;
  const startMs = new Date(`${date}T00:00:00Z`).getTime();
  const quarters = Array.from({ length: 3 * 96 }, (_, quarter) => startMs + quarter * 15 * MINUTE_MS);
  const wrong = [
    ['00:00:00', '00:00:00'],
    ['22:30:00', '03:00:00'],
    ['01:15:00', '02:45:00'],
  ].flatMap(([hoursStart = '', hoursEnd = '']) =>
    // The campaign calls a number in the campaign's own time zone and a number in Tokyo's time zone.
    [zone, 'Asia/Tokyo'].flatMap((called) =>
      quarters
        .map((atMs) => ({ atMs, zones: [called], region, campaign: { timezone: zone, hoursStart, hoursEnd } }))
        .filter((input) => checkCallingHours(input).ok !== isCallable(input, input.atMs)),
    ),
  );
  expect(wrong).toEqual([]);
});
