/** The log of calls: filters are in the address, and the export has exactly what the filters select. */
import { useState } from 'preact/hooks';
import { useAddress } from '../ui/address.ts';
import { dataOf, dialer } from '../ui/api.ts';
import { Field } from '../ui/form.tsx';
import { TIME_ZONE } from '../ui/format.ts';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { Pager, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import { CALL_COLUMNS } from './call-columns.tsx';

const LIMIT = 50;
const FILTERS = [
  'campaign_id',
  'agent_id',
  'lead_id',
  'buyer_id',
  'target_id',
  'publisher_id',
  'disposition',
  'direction',
  'phone',
  'date_from',
  'date_to',
] as const;
const DISPOSITIONS = ['answered', 'voicemail', 'no_answer', 'busy', 'failed', 'abandoned', 'cancelled'] as const;
const DIRECTIONS = ['outbound', 'inbound'] as const;

/** Returns the filters in the address, as the API takes them. */
function queryOf(address: URLSearchParams): Record<string, string> {
  const filters = FILTERS.flatMap((name) => {
    const value = address.get(name);
    return value ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(filters), timezone: TIME_ZONE };
}

export function CallsScreen() {
  const [address] = useAddress();
  const query = queryOf(address);
  const offset = Number(address.get('offset') ?? 0);
  const key = new URLSearchParams(query).toString();
  const calls = useLoad(
    () => dataOf(dialer.GET('/calls', { params: { query: { ...query, limit: LIMIT, offset } } })),
    [key, offset],
  );
  useReloadOn(['call:ended'], calls.reload, 5_000);
  return (
    <Page
      title={t('calls.title')}
      actions={
        <a class="button" href={`/api/calls/export.csv?${key}`} download="calls.csv">
          {t('calls.export')}
        </a>
      }
    >
      <Card>
        <Filters />
        <PartHint />
        <Shown of={calls}>
          {(data) => (
            <>
              <Table
                caption={t('calls.title')}
                columns={CALL_COLUMNS}
                rows={data.calls}
                rowKey={({ id }) => id}
                href={({ id }) => `/calls/${id}`}
                empty={<Empty title={t('calls.empty')}>{t('calls.empty.text')}</Empty>}
              />
              <Pager limit={LIMIT} shown={data.calls.length} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}

/** The filters that only the links of other pages set. */
const LINKED = ['lead_id', 'buyer_id', 'target_id', 'publisher_id'] as const;

/** Says that the list is filtered by something that has no field here. */
function PartHint() {
  const [address, setAddress] = useAddress();
  if (LINKED.every((name) => !address.get(name))) return null;
  const clear = Object.fromEntries([...LINKED, 'offset'].map((name) => [name, '']));
  return (
    <p class="callout">
      {t('calls.part')}{' '}
      <button class="small" onClick={() => setAddress(clear)}>
        {t('calls.all')}
      </button>
    </p>
  );
}

async function readNames() {
  const page = { params: { query: { limit: 100 } } };
  const [{ campaigns }, { agents }] = await Promise.all([
    dataOf(dialer.GET('/campaigns', page)),
    may('agents.write') ? dataOf(dialer.GET('/agents', page)) : { agents: [] },
  ]);
  return { campaigns, agents };
}

function Filters() {
  const [address, setAddress] = useAddress();
  const names = useLoad(readNames, []);
  const [phone, setPhone] = useState(address.get('phone') ?? '');
  const any = ['', t('calls.any')] as const;
  const set = (name: string) => (value: string) => setAddress({ [name]: value, offset: '' });
  const choice = (name: string, label: string, options: readonly (readonly [string, string])[]) => (
    <Field label={label} name={name} value={address.get(name) ?? ''} options={[any, ...options]} onInput={set(name)} />
  );
  const byName = (rows: readonly { id: string; name: string }[] = []) =>
    rows.map(({ id, name }) => [id, name] as const);
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        set('phone')(phone.replaceAll(/[^\d+]/g, ''));
      }}
    >
      {choice('campaign_id', t('column.campaign'), byName(names.data?.campaigns))}
      {may('agents.write') && choice('agent_id', t('column.agent'), byName(names.data?.agents))}
      {choice(
        'disposition',
        t('column.outcome'),
        DISPOSITIONS.map((each) => [each, word('disposition', each)] as const),
      )}
      {choice(
        'direction',
        t('column.direction'),
        DIRECTIONS.map((each) => [each, word('direction', each)] as const),
      )}
      <Field
        label={t('calls.from')}
        name="date_from"
        type="date"
        value={address.get('date_from') ?? ''}
        onInput={set('date_from')}
      />
      <Field
        label={t('calls.to')}
        name="date_to"
        type="date"
        value={address.get('date_to') ?? ''}
        onInput={set('date_to')}
      />
      <Field
        label={t('calls.phone')}
        name="phone"
        inputMode="tel"
        value={phone}
        placeholder="+14155551234"
        onInput={setPhone}
      />
      <button>{t('calls.filter')}</button>
    </form>
  );
}
