import type { components } from '../../client/dialer.ts';
import { number } from '../ui/format.ts';
import type { Column } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';

export type Law = components['schemas']['LawResponse'];

const REGIONS = new Intl.DisplayNames(['en'], { type: 'region' });

/** Returns a country by its name, and a state or province by its code. */
export const placeName = (place: string): string => (place.includes('-') ? place : (REGIONS.of(place) ?? place));

const hours = (windows: readonly string[]): string =>
  windows.map((each) => each.replace('-', '–')).join(', ') || t('laws.closed');

export const LAW_COLUMNS: readonly Column<Law>[] = [
  {
    key: 'place',
    title: t('laws.place'),
    class: 'nowrap',
    sort: ({ place }) => place,
    show: ({ place }) => placeName(place),
  },
  { key: 'daily', title: t('laws.daily'), class: 'nowrap', show: ({ daily }) => hours(daily) },
  { key: 'saturday', title: t('laws.saturday'), class: 'nowrap', show: ({ saturday }) => hours(saturday) },
  { key: 'sunday', title: t('laws.sunday'), class: 'nowrap', show: ({ sunday }) => hours(sunday) },
  {
    key: 'holidays',
    title: t('laws.holidays'),
    show: (law) => t(law.closed_on_holidays ? 'laws.closed' : 'laws.open'),
  },
  {
    key: 'attempts',
    title: t('laws.attempts'),
    isNumber: true,
    sort: (law) => law.attempts_per_24h_max,
    show: (law) => number(law.attempts_per_24h_max),
  },
  {
    key: 'consent',
    title: t('laws.consent'),
    class: 'nowrap',
    sort: (law) => law.consent_since,
    show: (law) => law.consent_since ?? '–',
  },
  { key: 'source', title: t('laws.source'), class: 'reason', show: ({ source }) => source },
];
