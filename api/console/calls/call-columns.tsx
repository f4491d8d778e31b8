import type { dialer } from '../ui/api.ts';
import { dateTime, duration, money, phone } from '../ui/format.ts';
import type { Column } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import { Outcome } from './outcome.tsx';

type Reply = Awaited<ReturnType<typeof dialer.GET<'/calls', object>>>;
export type Call = NonNullable<Reply['data']>['calls'][number];

export const personOf = ({ first_name: first, last_name: last }: Pick<Call, 'first_name' | 'last_name'>): string =>
  [first, last].filter(Boolean).join(' ');

/** The columns of every list of calls. */
export const CALL_COLUMNS: readonly Column<Call>[] = [
  {
    key: 'person',
    title: t('column.person'),
    show: (call) => (personOf(call) ? `${personOf(call)} · ${phone(call.phone)}` : phone(call.phone)),
  },
  {
    key: 'time',
    title: t('column.began'),
    class: 'nowrap',
    sort: ({ created_at: at }) => at,
    show: (call) => dateTime(call.start_time ?? call.created_at),
  },
  { key: 'direction', title: t('column.direction'), show: ({ direction }) => word('direction', direction) },
  {
    key: 'campaign',
    title: t('column.campaign'),
    sort: (call) => call.campaign_name,
    show: (call) => call.campaign_name ?? '–',
  },
  { key: 'agent', title: t('column.agent'), sort: (call) => call.agent_name, show: (call) => call.agent_name ?? '–' },
  {
    key: 'outcome',
    title: t('column.outcome'),
    sort: (call) => call.disposition,
    show: (call) => <Outcome {...call} />,
  },
  {
    key: 'talk',
    title: t('column.talk'),
    isNumber: true,
    sort: (call) => call.talk_time,
    show: (call) => (call.talk_time ? duration(call.talk_time) : '–'),
  },
  { key: 'cost', title: t('column.cost'), isNumber: true, sort: (call) => call.cost, show: (call) => money(call.cost) },
];
