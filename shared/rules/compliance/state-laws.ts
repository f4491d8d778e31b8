/**
 * At what hours (in local time of the called person) and how often the law of a country or state allows sales calls.
 * Each row of `LAWS` names its source. The table is a careful default, not legal advice, so a lawyer should review the
 * table. If sources disagree, the table has the stricter rule.
 *
 * The table does not contain holidays of only one state, states of emergency, or national rules outside the United
 * States and Canada. Pause the campaign when such a rule forbids calls.
 */

/** Hours as `HH:MM-HH:MM`; the start is included, the end is excluded. */
export type HoursText = `${number}:${number}-${number}:${number}`;

export type PlaceLaw = {
  /** Legal hours on every day that has no rule of its own. */
  daily: HoursText;
  /** Legal hours on Saturdays; `none` if calls on Saturdays are forbidden. */
  saturday?: HoursText | 'none';
  sunday?: HoursText | 'none';
  /** True if calls on federal holidays are forbidden. */
  closedOnHolidays?: true;
  /** The most calls to one person within 24 hours. */
  attemptsPer24hMax?: number;
  /** The least minutes between two calls to one person. */
  gapMinutesMin?: number;
  source: string;
};

/** The law for countries without a row in `LAWS`. Few countries have stricter hours than these American hours. */
export const DEFAULT_LAW: PlaceLaw = { daily: '08:00-21:00', source: 'Default of this product; check the local rule.' };

const VICIDIAL = 'State call times shipped with VICIdial';
const DROP_COWBOY = 'Drop Cowboy, State Calling Restrictions Guide (November 2025)';
const CLICKPOINT = 'ClickPoint, Telemarketing Calling Hours by State (July 2025)';
const G2 = 'G2 Leads to Sales, state telemarketing laws';

/**
 * Laws by ISO 3166-1 country or ISO 3166-2 subdivision. A call to a state must satisfy both the row of the state and
 * the row of the country.
 */
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
