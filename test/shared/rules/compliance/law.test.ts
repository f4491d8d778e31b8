/** Pins every row of the law by its value and its source. The expected values are written here, not read from the table. */
import { expect, test } from 'vitest';
import { isHoliday } from '../../../../shared/rules/compliance/holidays.ts';
import {
  attemptsPer24hMax,
  closedReason,
  gapMinutesMin,
  LAWS,
  legalWindows,
} from '../../../../shared/rules/compliance/law.ts';
import { DAY_MS } from '../../../../shared/rules/values/local-time.ts';

const regionOf = (code: string) => ({
  country: code.slice(0, 2),
  subdivisions: code.length > 2 ? [code] : [`${code}-none`],
});

const time = (ms: number) => new Date(ms).toISOString().slice(11, 16);
const day = (windows: readonly (readonly [number, number])[]) =>
  windows.map(([start, end]) => `${time(start)}-${time(end)}`).join(' ') || 'none';

/** The rules of a place as text: Monday to Friday, Saturday, Sunday, and what else holds. */
function rulesOf(code: string): string {
  const region = regionOf(code);
  const { days, holidaysOf } = legalWindows({ region });
  const [sunday, monday, tuesday, wednesday, thursday, friday, saturday] = days.map(day);
  expect([tuesday, wednesday, thursday, friday]).toEqual(Array.from({ length: 4 }, () => monday));
  return [
    monday,
    saturday === monday ? '' : `Sat ${saturday}`,
    sunday === monday ? '' : `Sun ${sunday}`,
    holidaysOf ? 'no holidays' : '',
    attemptsPer24hMax(region) ? `${attemptsPer24hMax(region)} in 24 h` : '',
    gapMinutesMin(region) ? `${gapMinutesMin(region)} min apart` : '',
    LAWS[code]?.consentSince ? `consent since ${LAWS[code].consentSince}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** The rules of each place, and a word of the source that proves them. */
const EXPECTED: Record<string, [rules: string, source: RegExp]> = {
  US: ['08:00-21:00', /47 CFR 64\.1200\(c\)\(1\)/],
  AS: ['08:00-21:00', /47 U\.S\.C\. 153\(58\)/],
  GU: ['08:00-21:00', /47 U\.S\.C\. 153\(58\)/],
  MP: ['08:00-21:00', /47 U\.S\.C\. 153\(58\)/],
  PR: ['08:00-21:00', /47 U\.S\.C\. 153\(58\)/],
  VI: ['08:00-21:00', /47 U\.S\.C\. 153\(58\)/],
  'US-AL': ['08:00-20:00, Sun none, no holidays', /VICIdial.*Drop Cowboy/],
  'US-CA': ['09:00-21:00', /2872\(c\)/],
  'US-CT': ['09:00-20:00', /Drop Cowboy/],
  'US-FL': ['08:00-20:00, 3 in 24 h', /501\.616\(6\)/],
  'US-IL': ['09:00-21:00', /ClickPoint/],
  'US-IN': ['09:00-20:00', /VICIdial/],
  'US-KY': ['10:00-21:00', /VICIdial.*Drop Cowboy/],
  'US-LA': ['08:00-20:00, Sun none, no holidays', /VICIdial.*Drop Cowboy/],
  'US-ME': ['09:00-17:00, 480 min apart', /VICIdial.*G2/],
  'US-MD': ['08:00-20:00, 3 in 24 h', /Drop Cowboy.*G2/],
  'US-MA': ['08:00-20:00', /VICIdial.*Drop Cowboy/],
  'US-MI': ['09:00-21:00', /Drop Cowboy/],
  'US-MN': ['09:00-21:00', /Drop Cowboy/],
  'US-MS': ['08:00-20:00, Sun none, no holidays', /VICIdial.*Drop Cowboy/],
  'US-NV': ['09:00-20:00', /VICIdial.*Drop Cowboy/],
  'US-NM': ['09:00-21:00', /Drop Cowboy/],
  'US-OK': ['08:00-20:00, 3 in 24 h', /15-775C\.4/],
  'US-OR': ['08:00-20:00, 3 in 24 h', /HB 3865.*2026-01-01/],
  'US-PA': ['08:00-21:00, Sun 13:30-21:00, no holidays', /VICIdial.*Drop Cowboy/],
  'US-RI': ['09:00-18:00, Sat 10:00-17:00, Sun none, no holidays', /5-61-3\.6/],
  'US-SD': ['09:00-21:00, Sat none, Sun none', /37-30-28/],
  'US-TX': ['09:00-21:00, Sun 12:00-21:00', /SB 140/],
  'US-UT': ['09:00-20:00, Sun none, no holidays', /13-25a-103\(3\)/],
  'US-WA': ['08:00-20:00', /VICIdial/],
  'US-WY': ['08:00-20:00', /VICIdial/],
  CA: ['09:00-21:30, Sat 10:00-18:00, Sun 10:00-18:00', /CRTC/],
  AE: ['09:00-18:00, 1 in 24 h', /Resolution 56 of 2024/],
  AU: ['09:00-20:00, Sat 09:00-17:00, Sun none, no holidays', /Industry Standard 2017/],
  BR: ['09:00-21:00, Sat 10:00-16:00, Sun none, no holidays', /Código de Conduta/],
  DE: [
    '08:00-20:00, Sat 09:00-18:00, Sun none, no holidays, 3 in 24 h, consent since 2009-08-04',
    /UWG.*Branchenkodex/,
  ],
  ES: ['09:00-21:00, Sat none, Sun none, no holidays, consent since 2023-06-30', /96\.2.*66\.1\.b/],
  FR: ['10:00-13:00 14:00-20:00, Sat none, Sun none, no holidays, consent since 2026-08-11', /D223-9.*2025-594/],
  GB: ['08:00-21:00, Sat 09:00-21:00, Sun 09:00-21:00', /Direct Marketing Association/],
  IN: ['09:00-21:00', /TRAI/],
  IT: ['09:00-20:00, Sat 10:00-19:00, Sun none, no holidays', /Garante 148/],
  NZ: ['08:00-21:00, Sun none, no holidays', /Marketing Association/],
  ZA: ['08:00-20:00, Sat 09:00-13:00, Sun none, no holidays', /R293/],
};

test.each(Object.entries(EXPECTED))('the law of %s is %s', (code, [rules, source]) => {
  expect(rulesOf(code)).toBe(rules);
  expect(LAWS[code]!.source).toMatch(source);
});

test('no other place has a row', () => {
  expect(Object.keys(LAWS).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
});

test('a country without rules, or whose people must agree before a call, is closed until the campaign states hours', () => {
  const now = Date.parse('2026-11-30T12:00:00Z');
  const reason = (country: string, hours = {}, at = now) => closedReason(regionOf(country), hours, at);
  expect([reason('JP'), reason('MX'), reason('US'), reason('GB')]).toEqual([
    'no_rules_for_country',
    'no_rules_for_country',
    undefined,
    undefined,
  ]);
  expect([reason('FR'), reason('FR', {}, Date.parse('2026-08-10T12:00:00Z'))]).toEqual(['consent_required', undefined]);
  const stated = { JP: [{ start: '09:00', end: '18:00' }], FR: [{ start: '09:00', end: '15:00' }] };
  expect([reason('JP', stated), reason('FR', stated), reason('MX', stated)]).toEqual([
    undefined,
    undefined,
    'no_rules_for_country',
  ]);
  const monday = (country: string) => day(legalWindows({ region: regionOf(country) }, stated).days[1]!);
  expect([monday('JP'), monday('FR')]).toEqual(['09:00-18:00', '10:00-13:00 14:00-15:00']);
});

test.each([
  ['FR', '2026-05-14', true], // Ascension Day
  ['AU', '2026-04-25', true], // Anzac Day
  ['ZA', '2026-08-10', true], // the Monday after Women's Day, which is a Sunday
  ['GB', '2026-12-28', true], // the substitute of Boxing Day
  ['FR', '2026-07-04', false],
  ['US', '2026-07-04', true],
  ['US', '2026-05-14', false],
])('in %s, %s is a holiday: %s', (country, date, expected) => {
  expect(isHoliday(country, Date.parse(`${date}T00:00:00Z`) / DAY_MS)).toBe(expected);
});
