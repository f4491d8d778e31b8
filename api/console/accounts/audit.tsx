/** The audit log: who changed what, from which value to which. */
import { useAddress } from '../ui/address.ts';
import { dataOf, pro } from '../ui/api.ts';
import { Field } from '../ui/form.tsx';
import { dateTime, TIME_ZONE } from '../ui/format.ts';
import { useLoad } from '../ui/load.ts';
import { Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { type Column, Pager, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';

const LIMIT = 50;
const FILTERS = ['entity', 'verb', 'date_from', 'date_to'] as const;
const ENTITIES = [
  'agent',
  'agent_group',
  'api_key',
  'buyer',
  'campaign',
  'campaign_buyer',
  'campaign_publisher',
  'disposition',
  'dispute',
  'dnc_number',
  'erasure',
  'exchange_rate',
  'import',
  'integration',
  'lead',
  'lead_recycle',
  'ledger_transaction',
  'number_pool',
  'password_reset',
  'phone_number',
  'publisher',
  'rtb_router',
  'rtb_target',
  'second_factor',
  'tenant',
  'tracking_tag',
  'user',
  'user_invitation',
] as const;
const VERBS = ['created', 'updated', 'deleted'] as const;

const readEvents = (query: Record<string, string>, offset: number) =>
  dataOf(
    pro.GET('/audit-events', {
      params: { query: { ...query, timezone: TIME_ZONE, limit: LIMIT, page: 1 + offset / LIMIT } },
    }),
  );
type AuditEvent = Awaited<ReturnType<typeof readEvents>>['events'][number];

export function AuditScreen() {
  const [address, setAddress] = useAddress();
  const offset = Number(address.get('offset') ?? 0);
  const query = Object.fromEntries(FILTERS.flatMap((name) => (address.get(name) ? [[name, address.get(name)!]] : [])));
  const events = useLoad(() => readEvents(query, offset), [JSON.stringify(query), offset]);
  const field = (name: (typeof FILTERS)[number]) => ({
    name,
    value: address.get(name) ?? '',
    onInput: (value: string) => setAddress({ [name]: value, offset: '' }),
  });
  const any = ['', t('calls.any')] as const;
  return (
    <Page title={t('nav.audit')} note={t('audit.note')}>
      <Card>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <Field
            label={t('audit.entity')}
            {...field('entity')}
            options={[any, ...ENTITIES.map((each) => [each, entityText(each)] as const)]}
          />
          <Field
            label={t('audit.verb')}
            {...field('verb')}
            options={[any, ...VERBS.map((each) => [each, word('verb', each)] as const)]}
          />
          <Field label={t('calls.from')} type="date" {...field('date_from')} />
          <Field label={t('calls.to')} type="date" {...field('date_to')} />
        </form>
        <Shown of={events}>
          {(data) => (
            <>
              <Table
                caption={t('nav.audit')}
                columns={COLUMNS}
                rows={data.events}
                rowKey={({ id }) => id}
                empty={<Empty title={t('audit.empty')} />}
              />
              <Pager limit={LIMIT} shown={data.events.length} total={data.pagination.total} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}

const entityText = (entity: string) => entity.replaceAll('_', ' ');

/** Shows a value of any kind in one line. */
const valueText = (value: unknown): string =>
  value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

/** More changes than this, such as all fields of a new campaign, are shown on request. */
const CHANGES_SHOWN_MAX = 6;

function Changes({ verb, changes }: Pick<AuditEvent, 'verb' | 'changes'>) {
  const list = (
    <dl class="changes">
      {Object.entries(changes).map(([name, { before, after }]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {verb === 'updated' && (
              <>
                <del>{valueText(before)}</del> →{' '}
              </>
            )}
            {valueText(verb === 'deleted' ? before : after)}
          </dd>
        </div>
      ))}
    </dl>
  );
  const { length } = Object.keys(changes);
  if (length <= CHANGES_SHOWN_MAX) return list;
  return (
    <details>
      <summary>{t('audit.values', { n: length })}</summary>
      {list}
    </details>
  );
}

const COLUMNS: readonly Column<AuditEvent>[] = [
  { key: 'at', title: t('column.when'), class: 'nowrap', show: (event) => dateTime(event.createdAt) },
  {
    key: 'who',
    title: t('audit.who'),
    sort: ({ actor }) => actor.name,
    show: ({ actor, address }) => (
      <>
        {actor.name}
        {address && <p class="hint">{address}</p>}
      </>
    ),
  },
  {
    key: 'what',
    title: t('audit.what'),
    show: ({ verb, entity, entityId }) =>
      `${word('verb', verb)}: ${entityText(entity)}${entityId === null ? '' : ` ${entityId}`}`,
  },
  { key: 'changes', title: t('audit.changes'), class: 'reason', show: (event) => <Changes {...event} /> },
  {
    key: 'request',
    title: t('audit.request'),
    class: 'reason',
    show: ({ requestId }) => <span class="hint">{requestId ?? '–'}</span>,
  },
];
