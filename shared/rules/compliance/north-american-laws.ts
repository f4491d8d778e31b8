/**
 * The law of the United States, of its states and of Canada. Each row names its source. The table is a careful default, not
 * legal advice, so a lawyer should review the table. If sources disagree, the table has the stricter rule.
 *
 * The dialer plays recorded messages (the message to a person who gets no agent, and the message to a voicemail). So the
 * stricter hours that a state has for recorded messages apply to all calls.
 *
 * The table does not contain holidays of only one state or states of emergency. Pause the campaign when such a rule
 * forbids calls.
 */
import type { PlaceLaw } from './place-law.ts';

const TERRITORY = '47 CFR 64.1200(c)(1); 47 U.S.C. 153(58) (the United States include the territories)';
const VICIDIAL = 'State call times shipped with VICIdial';
const DROP_COWBOY = 'Drop Cowboy, State Calling Restrictions Guide (November 2025)';
const CLICKPOINT = 'ClickPoint, Telemarketing Calling Hours by State (July 2025)';
const G2 = 'G2 Leads to Sales, state telemarketing laws';

/**
 * Laws by ISO 3166-1 country or ISO 3166-2 subdivision. A call to a state must satisfy both the row of the state and
 * the row of the country.
 */
export const NORTH_AMERICAN_LAWS: Readonly<Record<string, PlaceLaw>> = {
  US: { daily: '08:00-21:00', source: '47 CFR 64.1200(c)(1); 16 CFR 310.4(c)' },
  // The territories have country codes of their own, but the federal law is the same.
  AS: { daily: '08:00-21:00', source: TERRITORY },
  GU: { daily: '08:00-21:00', source: TERRITORY },
  MP: { daily: '08:00-21:00', source: TERRITORY },
  PR: { daily: '08:00-21:00', source: TERRITORY },
  VI: { daily: '08:00-21:00', source: TERRITORY },
  'US-AL': { daily: '08:00-20:00', sunday: 'none', closedOnHolidays: true, source: `${VICIDIAL}; ${DROP_COWBOY}` },
  'US-CA': { daily: '09:00-21:00', source: 'Cal. Pub. Util. Code 2872(c) (recorded messages)' },
  'US-CT': { daily: '09:00-20:00', source: DROP_COWBOY },
  'US-FL': { daily: '08:00-20:00', attemptsPer24hMax: 3, source: 'Fla. Stat. 501.616(6)' },
  'US-IL': { daily: '09:00-21:00', source: `${CLICKPOINT} (recorded messages); 815 ILCS 305/15` },
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
  'US-OR': {
    daily: '08:00-20:00',
    attemptsPer24hMax: 3,
    source: 'Oregon HB 3865 (2025), ORS 646A.370 and 646.569, in force since 2026-01-01',
  },
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
  'US-UT': {
    daily: '09:00-20:00',
    sunday: 'none',
    closedOnHolidays: true,
    source: `Utah Code 13-25a-103(3); ${VICIDIAL}; ${DROP_COWBOY}`,
  },
  'US-WA': { daily: '08:00-20:00', source: VICIDIAL },
  'US-WY': { daily: '08:00-20:00', source: VICIDIAL },
  CA: {
    daily: '09:00-21:30',
    saturday: '10:00-18:00',
    sunday: '10:00-18:00',
    source: 'CRTC Unsolicited Telecommunications Rules, part III',
  },
};
