/** Chooses which number of a lead with several numbers is called next. */
import { type CampaignSchedule, campaignHours } from '../campaigns/hours.ts';
import type { RetryPolicy } from '../campaigns/retry-policy.ts';
import { checkCallingHours } from '../compliance/calling-hours.ts';
import { placeOfNumber } from '../compliance/number-time-zones.ts';
import { DAY_MS, type Interval, openIntervals, weekdayOf } from '../values/local-time.ts';

export type LeadNumber = {
  phone: string;
  /** What the list says about the number, such as mobile, home or work. */
  type: string | null;
  /** Number of calls of the lead to this number. */
  attempts: number;
  lastEndedAt: Date | null;
  /** False if the number is on a do-not-call list or cannot be called. */
  isUsable: boolean;
};

export type NumberChoice = { phone: string; atMs: number };

const HOUR_MS = 3_600_000;
const SATURDAY = 6;
const SUNDAY = 0;

/** The hours, in local time, in which people are at their work phones. No law: the usual hours of offices. */
const officeHours = (localDay: number): Interval[] =>
  [SATURDAY, SUNDAY].includes(weekdayOf(localDay)) ? [] : [[9 * HOUR_MS, 17 * HOUR_MS]];

const WORK_TYPE = /\b(?:work|office|business|company)\b/i;

/** Moments at which both the calling hours and the office hours are tried, before the number is left out. */
const TRIES_MAX = 10;

/**
 * Returns the number that can be called first, and when. Numbers that were not called yet are due at once. Numbers that
 * were called are due after the delay of the retry policy, if the policy calls again after no answer, and if attempts are
 * left: `maxAttempts` counts the calls to each number. A work number is only called in office hours. If several numbers
 * are due at the same time, the next in the order of the lead comes first.
 *
 * @param numbers in the order of the lead
 * @param called the number of the call that has ended
 */
export function chooseNumber(
  numbers: readonly LeadNumber[],
  called: { phone: string; endedAtMs: number },
  campaign: CampaignSchedule & { retryPolicy: RetryPolicy },
): NumberChoice | undefined {
  const start = numbers.findIndex(({ phone }) => phone === called.phone) + 1;
  const inTurn = [...numbers.slice(start), ...numbers.slice(0, start)];
  return inTurn
    .flatMap((number): NumberChoice[] => {
      const dueMs = dueAt(number, called.endedAtMs, campaign.retryPolicy);
      const atMs = dueMs === null ? null : callableAt(number, campaign, dueMs);
      return atMs === null ? [] : [{ phone: number.phone, atMs }];
    })
    .reduce<NumberChoice | undefined>((first, each) => (first && first.atMs <= each.atMs ? first : each), undefined);
}

function dueAt({ attempts, lastEndedAt, isUsable }: LeadNumber, endedAtMs: number, policy: RetryPolicy): number | null {
  if (!isUsable) return null;
  if (attempts === 0) return endedAtMs;
  if (!policy.retryOnNoAnswer || attempts >= policy.maxAttempts) return null;
  return Math.max(endedAtMs, (lastEndedAt?.getTime() ?? endedAtMs) + policy.delayMinutes * 60_000);
}

/** Returns the first moment from `fromMs` on at which the number may be called; null if there is none within two weeks. */
function callableAt({ phone, type }: LeadNumber, campaign: CampaignSchedule, fromMs: number): number | null {
  const place = placeOfNumber(phone);
  const isWork = type !== null && WORK_TYPE.test(type);
  let atMs = fromMs;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const hours = checkCallingHours({ ...place, atMs, campaign: campaignHours(campaign) });
    if (!hours.ok && hours.nextAtMs === null) return null;
    const lawfulMs = hours.ok ? atMs : hours.nextAtMs!;
    const [zone] = place.zones;
    if (!isWork || zone === undefined) return lawfulMs;
    const [office] = openIntervals(zone, officeHours, lawfulMs, lawfulMs + 4 * DAY_MS);
    if (!office || office[0] === lawfulMs) return lawfulMs;
    [atMs] = office;
  }
  return null;
}
