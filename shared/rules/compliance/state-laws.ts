/**
 * At what hours, in the local time of the called person, and how often the law of a country or state allows a sales call.
 * Each row names its source. The table is a careful default, not legal advice: a lawyer should review it. Where sources
 * disagree, the table has the stricter rule.
 *
 * Not in the table: holidays that only one state keeps, states of emergency, and national rules outside the United States
 * and Canada. Pause the campaign for those.
 */

/** `HH:MM-HH:MM`; the start is included, the end excluded. */
export type HoursText = `${number}:${number}-${number}:${number}`;

export type PlaceLaw = {
  /** The hours of every day that has no rule of its own. */
  daily: HoursText;
  /** `none`: no calls on Saturdays. */
  saturday?: HoursText | 'none';
  sunday?: HoursText | 'none';
  /** No calls on federal holidays. */
  closedOnHolidays?: true;
  /** The most calls to one person within 24 hours. */
  attemptsPer24hMax?: number;
  /** The least time between two calls to one person. */
  gapMinutesMin?: number;
  source: string;
};

/** For countries without a row. Few countries have stricter hours than these American ones. */
export const DEFAULT_LAW: PlaceLaw = { daily: '08:00-21:00', source: 'Default of this product; check the local rule.' };

const VICIDIAL = 'State call times shipped with VICIdial';
const DROP_COWBOY = 'Drop Cowboy, State Calling Restrictions Guide (November 2025)';
const CLICKPOINT = 'ClickPoint, Telemarketing Calling Hours by State (July 2025)';
const G2 = 'G2 Leads to Sales, state telemarketing laws';

/** By ISO 3166-1 country or ISO 3166-2 subdivision. A call to a state must satisfy both rows, the state's and the country's. */
export const LAWS: Readonly<Record<string, PlaceLaw>> = {
  US: { daily: '08:00-21:00', source: '47 CFR 64.1200(c)(1); 16 CFR 310.4(c)' },
  'US-AL': { daily: '08:00-20:00', sunday: 'none', closedOnHolidays: true, source: `${VICIDIAL}; ${DROP_COWBOY}` },
  'US-CT': { daily: '09:00-20:00', source: DROP_COWBOY },
  'US-FL': { daily: '08:00-20:00', attemptsPer24hMax: 3, source: 'Fla. Stat. 501.616(6)' },
  'US-IN': { daily: '09:00-20:00', source: VICIDIAL },
  'US-KY': { daily: '10:00-21:00', source: `${VICIDIAL}; ${DROP_COWBOY}` },
  'US-LA': { daily: '08:00-20:00', sunday: 'none', closedOnHolidays: true, source: `${VICIDIAL}; ${DROP_COWBOY}` },
  'US-ME': {
    daily: '09:00-17:00',
    gapMinutesMin: 8 * 60,
    source: `${VICIDIAL}; ${G2} (one automated call in 8 hours)`,
  },
  'US-MD': { daily: '08:00-20:00', attemptsPer24hMax: 3, source: `${DROP_COWBOY}; ${G2}` },
  'US-MA': { daily: '08:00-20:00', source: `${VICIDIAL}; ${DROP_COWBOY}` },
  'US-MI': { daily: '09:00-21:00', source: DROP_COWBOY },
  'US-MN': { daily: '09:00-21:00', source: DROP_COWBOY },
  'US-MS': { daily: '08:00-20:00', sunday: 'none', closedOnHolidays: true, source: `${VICIDIAL}; ${DROP_COWBOY}` },
  'US-NV': { daily: '09:00-20:00', source: `${VICIDIAL}; ${DROP_COWBOY}` },
  'US-NM': { daily: '09:00-21:00', source: DROP_COWBOY },
  'US-OK': { daily: '08:00-20:00', attemptsPer24hMax: 3, source: `Okla. Stat. 15-775C.4; ${CLICKPOINT}` },
  'US-PA': {
    daily: '08:00-21:00',
    sunday: '13:30-21:00',
    closedOnHolidays: true,
    source: `${VICIDIAL}; ${DROP_COWBOY}`,
  },
  'US-RI': {
    daily: '09:00-18:00',
    saturday: '10:00-17:00',
    sunday: 'none',
    closedOnHolidays: true,
    source: `R.I. Gen. Laws 5-61-3.6; ${VICIDIAL}; ${DROP_COWBOY}`,
  },
  'US-SD': {
    daily: '09:00-21:00',
    saturday: 'none',
    sunday: 'none',
    source: 'S.D. Codified Laws 37-30-28 (autodialled)',
  },
  'US-TX': { daily: '09:00-21:00', sunday: '12:00-21:00', source: `${VICIDIAL}; Texas SB 140 guides (2025)` },
  'US-UT': { daily: '09:00-20:00', closedOnHolidays: true, source: `${VICIDIAL}; ${DROP_COWBOY}` },
  'US-WA': { daily: '08:00-20:00', source: VICIDIAL },
  'US-WY': { daily: '08:00-20:00', source: VICIDIAL },
  CA: {
    daily: '09:00-21:30',
    saturday: '10:00-18:00',
    sunday: '10:00-18:00',
    source: 'CRTC Unsolicited Telecommunications Rules, part III',
  },
  GB: { daily: '08:00-21:00', source: 'No statutory hours; the usual hours of the industry' },
};
