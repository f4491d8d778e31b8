/** Hours as `HH:MM-HH:MM`; the start is included, the end is excluded. */
export type HoursText = `${number}:${number}-${number}:${number}`;

/** One or more windows of a day, in the order of the day; `none` if calls are forbidden all day. */
export type DayRule = HoursText | readonly HoursText[] | 'none';

/** At what hours (in local time of the called person) and how often the law of a place allows sales calls. */
export type PlaceLaw = {
  /** Legal hours on every day that has no rule of its own. */
  daily: DayRule;
  saturday?: DayRule;
  sunday?: DayRule;
  /** True if calls on the public holidays of the country are forbidden. */
  closedOnHolidays?: true;
  /** The most calls to one person within 24 hours. */
  attemptsPer24hMax?: number;
  /** The least minutes between two calls to one person. */
  gapMinutesMin?: number;
  /** The first day on which only people who agreed before the call may be called. */
  consentSince?: string;
  /** Where the rule is written. */
  source: string;
};
