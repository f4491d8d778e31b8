import { expect, test } from 'vitest';
import {
  checkCallingHours,
  type CallingHoursInput,
  type CampaignHours,
  SEARCH_DAYS_MAX,
} from '../../../../shared/rules/compliance/calling-hours.ts';
import { legalWindows } from '../../../../shared/rules/compliance/law.ts';
import { isTimeZone } from '../../../../shared/rules/values/local-time.ts';
import { zonesOfCountry, placeOfNumber } from '../../../../shared/rules/compliance/number-time-zones.ts';

const allDay: CampaignHours = { timezone: 'UTC', hoursStart: '00:00:00', hoursEnd: '00:00:00' };
const HOUR_MS = 3_600_000;
const ms = (iso: string) => new Date(iso).getTime();
const state = (code: string) => ({ country: code.slice(0, 2), subdivisions: [code] });

const utc = (at: number | null) => (at === null ? 'never' : new Date(at).toISOString().slice(0, 16));

/** Returns the decision as text: "until …" if calls are allowed, otherwise "reason, next …". Times are in UTC. */
function decide(iso: string, input: Partial<CallingHoursInput> & { zones: readonly string[] }) {
  const decision = checkCallingHours({ atMs: ms(iso), campaign: allDay, ...input });
  return decision.ok ? `until ${utc(decision.untilMs)}` : `${decision.reason}, next ${utc(decision.nextAtMs)}`;
}

test('calls to Florida end at 20:00', () => {
  const miami = { zones: ['America/New_York'], region: state('US-FL') };
  expect(decide('2026-01-15T19:59:59-05:00', miami)).toBe('until 2026-01-16T01:00');
  expect(decide('2026-01-15T20:00:00-05:00', miami)).toBe('legal_hours, next 2026-01-16T13:00');
  expect(decide('2026-01-15T07:59:59-05:00', miami)).toBe('legal_hours, next 2026-01-15T13:00');
});

test('Alabama allows no calls on Sundays and holidays', () => {
  const birmingham = { zones: ['America/Chicago'], region: state('US-AL') };
  // 18 January is a Sunday. Monday is a holiday, the Birthday of Martin Luther King, Jr.
  expect(decide('2026-01-18T12:00:00-06:00', birmingham)).toBe('legal_hours, next 2026-01-20T14:00');
  expect(decide('2026-01-17T20:00:00-06:00', birmingham)).toBe('legal_hours, next 2026-01-20T14:00');
  expect(decide('2026-01-11T12:00:00-06:00', birmingham)).toBe('legal_hours, next 2026-01-12T14:00');
  expect(decide('2026-01-16T12:00:00-06:00', birmingham)).toBe('until 2026-01-17T02:00');
});

test('Rhode Island has shorter hours on Saturdays and none on Sundays', () => {
  const providence = { zones: ['America/New_York'], region: state('US-RI') };
  expect(decide('2026-01-10T09:30:00-05:00', providence)).toBe('legal_hours, next 2026-01-10T15:00');
  expect(decide('2026-01-10T16:59:00-05:00', providence)).toBe('until 2026-01-10T22:00');
  expect(decide('2026-01-10T17:00:00-05:00', providence)).toBe('legal_hours, next 2026-01-12T14:00');
  expect(decide('2026-01-12T17:59:00-05:00', providence)).toBe('until 2026-01-12T23:00');
});

test('Toronto may be called from 9:00 to 21:30 on weekdays and from 10:00 to 18:00 on weekends', () => {
  const toronto = placeOfNumber('+14165551234');
  expect(decide('2026-01-14T21:29:00-05:00', toronto)).toBe('until 2026-01-15T02:30');
  expect(decide('2026-01-14T08:59:00-05:00', toronto)).toBe('legal_hours, next 2026-01-14T14:00');
  expect(decide('2026-01-17T09:59:00-05:00', toronto)).toBe('legal_hours, next 2026-01-17T15:00');
  expect(decide('2026-01-18T17:59:00-05:00', toronto)).toBe('until 2026-01-18T23:00');
});

test('a zone with an offset of 5:45 hours is exact to the quarter of an hour', () => {
  const kathmandu = { zones: ['Asia/Kathmandu'] };
  expect(decide('2026-05-05T02:14:59Z', kathmandu)).toBe('legal_hours, next 2026-05-05T02:15');
  expect(decide('2026-05-05T02:15:00Z', kathmandu)).toBe('until 2026-05-05T15:15');
});

test('Lord Howe changes its clocks by half an hour', () => {
  const island = { zones: ['Australia/Lord_Howe'] };
  // Daylight time (UTC+11) ends on Sunday 5 April 2026 at 02:00. The clocks then go back by half an hour, to UTC+10:30.
  expect(decide('2026-04-04T12:00:00Z', island)).toBe('legal_hours, next 2026-04-04T21:30');
  expect(decide('2026-04-03T12:00:00Z', island)).toBe('legal_hours, next 2026-04-03T21:00');
});

test('Phoenix keeps its time while Los Angeles changes', () => {
  expect(decide('2026-01-15T14:59:00Z', { zones: ['America/Phoenix'] })).toBe('legal_hours, next 2026-01-15T15:00');
  expect(decide('2026-07-15T14:59:00Z', { zones: ['America/Phoenix'] })).toBe('legal_hours, next 2026-07-15T15:00');
  expect(decide('2026-07-15T03:59:00Z', { zones: ['America/Phoenix'] })).toBe('until 2026-07-15T04:00');
});

test('at 18:00 in Los Angeles the hours of New York are over', () => {
  const campaign = { timezone: 'America/Los_Angeles', hoursStart: '09:00:00', hoursEnd: '20:00:00' };
  const newYork = { ...placeOfNumber('+12125551234'), campaign };
  expect(decide('2026-01-15T17:59:00-08:00', newYork)).toBe('until 2026-01-16T02:00');
  expect(decide('2026-01-15T18:00:00-08:00', newYork)).toBe('legal_hours, next 2026-01-16T17:00');
  // The time is 08:30 in New York and 05:30 in Los Angeles. The law allows calls, but the campaign's hours have not
  // begun.
  expect(decide('2026-01-15T08:30:00-05:00', newYork)).toBe('campaign_hours, next 2026-01-15T17:00');
});

test('campaign hours outside the legal hours are never callable', () => {
  const campaign = { timezone: 'America/New_York', hoursStart: '21:00:00', hoursEnd: '23:00:00' };
  expect(decide('2026-01-15T22:00:00-05:00', { zones: ['America/New_York'], campaign })).toBe(
    'legal_hours, next never',
  );
  expect(decide('2026-01-15T12:00:00-05:00', { zones: ['America/New_York'], campaign })).toBe(
    'campaign_hours, next never',
  );
});

test('campaign hours may cross midnight', () => {
  const campaign = { timezone: 'America/New_York', hoursStart: '20:00:00', hoursEnd: '02:00:00' };
  const honolulu = { zones: ['Pacific/Honolulu'], campaign };
  expect(decide('2026-01-15T19:59:00-05:00', honolulu)).toBe('campaign_hours, next 2026-01-16T01:00');
  expect(decide('2026-01-15T23:59:00-05:00', honolulu)).toBe('until 2026-01-16T07:00');
  expect(decide('2026-01-16T01:59:00-05:00', honolulu)).toBe('until 2026-01-16T07:00');
  expect(decide('2026-01-16T02:00:00-05:00', honolulu)).toBe('campaign_hours, next 2026-01-17T01:00');
});

test('campaign hours are exact to the second, and 24:00 ends the day', () => {
  const seconds = { timezone: 'UTC', hoursStart: '12:00:30', hoursEnd: '12:00:45' };
  const at = (iso: string) => checkCallingHours({ atMs: ms(iso), zones: ['UTC'], campaign: seconds });
  expect(at('2026-01-15T12:00:29.999Z')).toEqual({
    ok: false,
    reason: 'campaign_hours',
    nextAtMs: ms('2026-01-15T12:00:30Z'),
  });
  expect(at('2026-01-15T12:00:30Z')).toEqual({ ok: true, untilMs: ms('2026-01-15T12:00:45Z') });
  const tillMidnight = { timezone: 'UTC', hoursStart: '10:00', hoursEnd: '24:00:00' };
  expect(decide('2026-01-15T20:59:00Z', { zones: ['UTC'], campaign: tillMidnight })).toBe('until 2026-01-15T21:00');
});

test('an hour that the clocks repeat is open both times, and an hour that they skip is never open', () => {
  // On 1 November 2026 the clocks in New York go from 01:59 EDT to 01:00 EST. On 8 March 2026 the clocks go from 01:59
  // EST to 03:00 EDT.
  const campaign = { timezone: 'America/New_York', hoursStart: '01:30:00', hoursEnd: '02:30:00' };
  const tokyo = { zones: ['Asia/Tokyo'], campaign };
  expect(decide('2026-11-01T05:00:00Z', tokyo)).toBe('campaign_hours, next 2026-11-01T05:30');
  expect(decide('2026-11-01T05:30:00Z', tokyo)).toBe('until 2026-11-01T06:00');
  expect(decide('2026-11-01T06:00:00Z', tokyo)).toBe('campaign_hours, next 2026-11-01T06:30');
  expect(decide('2026-11-01T06:30:00Z', tokyo)).toBe('until 2026-11-01T07:30');
  expect(decide('2026-03-08T06:30:00Z', tokyo)).toBe('until 2026-03-08T07:00');
  const skipped = { timezone: 'America/New_York', hoursStart: '02:00:00', hoursEnd: '03:00:00' };
  expect(decide('2026-03-08T06:59:00Z', { zones: ['Asia/Tokyo'], campaign: skipped })).toBe(
    'campaign_hours, next 2026-03-09T06:00',
  );
});

test('a number that may be in several zones or states must be lawful in all of them', () => {
  const panhandle = { zones: ['America/New_York', 'America/Chicago'], region: state('US-FL') };
  expect(decide('2026-01-15T08:30:00-05:00', panhandle)).toBe('legal_hours, next 2026-01-15T14:00');
  expect(decide('2026-01-15T12:00:00-05:00', panhandle)).toBe('until 2026-01-16T01:00');
  const either = { zones: ['America/New_York'], region: { country: 'US', subdivisions: ['US-KY', 'US-RI'] } };
  expect(decide('2026-01-15T09:30:00-05:00', either)).toBe('legal_hours, next 2026-01-15T15:00');
  expect(decide('2026-01-15T12:00:00-05:00', either)).toBe('until 2026-01-15T23:00');
});

test('an American number of unknown state is called when every state allows it', () => {
  expect(legalWindows({ region: { country: 'US', subdivisions: [] } })).toEqual({
    days: [[], ...Array.from({ length: 5 }, () => [[10 * HOUR_MS, 17 * HOUR_MS]]), []],
    holidaysOf: 'US',
  });
});

test('a toll-free number is called when the country’s hours hold in all its zones', () => {
  // The allowed hours begin when it is 08:00 in Honolulu and end when it is 21:00 in New York.
  const tollFree = placeOfNumber('+18005551234');
  expect(decide('2026-01-14T12:00:00Z', tollFree)).toBe('legal_hours, next 2026-01-14T18:00');
  expect(decide('2026-01-18T18:00:00Z', tollFree)).toBe('until 2026-01-19T02:00');
});

test('an unknown zone means all zones of the country, and a non-geographic number without zones is in the campaign’s zone', () => {
  const region = { country: 'AU', subdivisions: [] };
  for (const zones of [[], ['Nowhere/Land']])
    expect(decide('2026-01-15T12:00:00Z', { zones, region })).toBe(
      decide('2026-01-15T12:00:00Z', { zones: zonesOfCountry('AU'), region }),
    );
  expect(decide('2026-01-15T12:00:00Z', { zones: [] })).toBe('zone_unknown, next never');
  expect(decide('2026-01-15T12:00:00Z', { zones: ['Nowhere/Land', 'UTC'] })).toBe('zone_unknown, next never');
  const campaign = { ...allDay, timezone: 'Asia/Tokyo' };
  expect(decide('2026-01-15T12:00:00Z', { zones: [], nonGeographic: true, campaign })).toBe(
    'legal_hours, next 2026-01-15T23:00',
  );
});

test('the schedule limits the hours on both sides', () => {
  const campaign = {
    ...allDay,
    scheduleStartMs: ms('2026-01-15T07:00:00Z'),
    scheduleEndMs: ms('2026-01-16T10:00:00Z'),
  };
  const utc = { zones: ['UTC'], campaign };
  expect(decide('2026-01-10T12:00:00Z', utc)).toBe('schedule_not_started, next 2026-01-15T08:00');
  expect(decide('2026-01-15T12:00:00Z', utc)).toBe('until 2026-01-15T21:00');
  expect(decide('2026-01-16T09:00:00Z', utc)).toBe('until 2026-01-16T10:00');
  expect(decide('2026-01-16T10:00:00Z', utc)).toBe('schedule_over, next never');
  const night = { ...campaign, scheduleEndMs: ms('2026-01-16T07:00:00Z') };
  expect(decide('2026-01-15T22:00:00Z', { zones: ['UTC'], campaign: night })).toBe('legal_hours, next never');
  const later = { ...campaign, scheduleStartMs: ms('2027-01-15T09:00:00Z'), scheduleEndMs: null };
  expect(decide('2026-01-15T12:00:00Z', { zones: ['UTC'], campaign: later })).toBe(
    'schedule_not_started, next 2027-01-15T09:00',
  );
});

test.each([{ timezone: 'Mars/Olympus' }, { hoursStart: '9am' }, { hoursEnd: '25:00:00' }])(
  'a campaign with %j throws a RangeError',
  (fault) => {
    expect(() => checkCallingHours({ atMs: 0, zones: ['UTC'], campaign: { ...allDay, ...fault } })).toThrow(RangeError);
  },
);

test('zones are IANA names, not offsets', () => {
  for (const name of ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Asia/Calcutta', 'US/Pacific'])
    expect(isTimeZone(name)).toBe(true);
  for (const name of ['', '+02:00', 'Nowhere', 'America/', ' UTC']) expect(isTimeZone(name)).toBe(false);
});

test('no lawful moment later than SEARCH_DAYS_MAX is searched', () => {
  // New Zealand's clocks change on 27 September 2026. Before this day, the campaign's hours end at the minute when the
  // legal hours begin.
  const campaign = { timezone: 'UTC', hoursStart: '19:00:00', hoursEnd: '20:00:00' };
  const auckland = { zones: ['Pacific/Auckland'], campaign };
  expect(decide('2026-09-12T18:59:00Z', auckland)).toBe('campaign_hours, next never');
  expect(decide('2026-09-12T19:00:00Z', auckland)).toBe('legal_hours, next 2026-09-26T19:00');
  expect(SEARCH_DAYS_MAX).toBe(14);
});
