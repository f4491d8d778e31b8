/** Everything about one number: may it be called and why, the lists it is on, and the calls with it. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { CALL_COLUMNS } from '../calls/call-columns.tsx';
import { useAddress } from '../ui/address.ts';
import { dataOf, dialer } from '../ui/api.ts';
import { dateTime, number, phone as phoneText } from '../ui/format.ts';
import { Field } from '../ui/form.tsx';
import { useLoad } from '../ui/load.ts';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import { AddNumber, DoNotCallTable } from './do-not-call-table.tsx';
import { LAW_COLUMNS } from './law-columns.tsx';

const CALLS_SHOWN = 20;

async function readNumber(phone: string, campaign: string) {
  const query = { phone, ...(campaign && { campaign_id: campaign }) };
  const { number: check } = await dataOf(dialer.GET('/compliance/number', { params: { query } }));
  // The consents belong to the number, so every lead with the number has them all.
  const lead = check.leads[0]?.id;
  const [{ dnc }, { calls, total }, consents] = await Promise.all([
    dataOf(dialer.GET('/dnc', { params: { query: { phone: check.phone } } })),
    dataOf(dialer.GET('/calls', { params: { query: { phone: check.phone, limit: CALLS_SHOWN } } })),
    lead === undefined ? [] : readConsents(lead),
  ]);
  return { check, dnc, calls, total, consents };
}
const readConsents = async (id: string) =>
  (await dataOf(dialer.GET('/leads/{id}', { params: { path: { id } } }))).lead.consents;
type Found = Awaited<ReturnType<typeof readNumber>>;
type Check = Found['check'];

const readCampaigns = async () =>
  (await dataOf(dialer.GET('/campaigns', { params: { query: { limit: 100 } } }))).campaigns;

export function NumberScreen() {
  const [address, setAddress] = useAddress();
  const [typed, setTyped] = useState(address.get('phone') ?? '');
  const asked = address.get('phone') ?? '';
  const campaigns = useLoad(readCampaigns, []);
  return (
    <Page title={t('nav.number')} note={t('number.note')}>
      <Card>
        <form
          class="filters"
          onSubmit={(event) => {
            event.preventDefault();
            setAddress({ phone: typed.trim() });
          }}
        >
          <Field
            label={t('calls.phone')}
            name="phone"
            inputMode="tel"
            value={typed}
            placeholder="+14155551234"
            onInput={setTyped}
            required
          />
          <Field
            label={t('number.campaign')}
            name="campaign"
            value={address.get('campaign') ?? ''}
            options={[
              ['', t('number.anyCampaign')],
              ...(campaigns.data ?? []).map(({ id, name }) => [id, name] as const),
            ]}
            onInput={(campaign) => setAddress({ campaign })}
          />
          <button class="primary">{t('number.check')}</button>
        </form>
      </Card>
      {asked && <Answer phone={asked} campaign={address.get('campaign') ?? ''} />}
    </Page>
  );
}

function Answer({ phone, campaign }: { phone: string; campaign: string }) {
  const found = useLoad(() => readNumber(phone, campaign), [phone, campaign]);
  return (
    <Shown of={found}>
      {({ check, dnc, calls, total, consents }) => (
        <>
          <Verdict check={check} />
          <Card title={t('nav.doNotCall')}>
            <DoNotCallTable rows={dnc} reload={found.reload} />
            {dnc.length === 0 && <AddNumber phone={check.phone} reload={found.reload} />}
          </Card>
          <Card title={t('number.leads')}>
            <Table
              caption={t('number.leads')}
              name="leads-"
              columns={LEAD_COLUMNS}
              rows={check.leads}
              rowKey={({ id }) => id}
              empty={<Empty title={t('number.leads.empty')} />}
            />
          </Card>
          <Card title={t('number.consents')}>
            <Table
              caption={t('number.consents')}
              name="consents-"
              columns={CONSENT_COLUMNS}
              rows={consents}
              rowKey={({ id }) => id}
              empty={<Empty title={t('number.consents.empty')} />}
            />
          </Card>
          <Card
            title={t('number.calls', { n: total })}
            actions={<Link href={`/calls?phone=${encodeURIComponent(check.phone)}`}>{t('number.calls.all')}</Link>}
          >
            <Table
              caption={t('calls.title')}
              name="calls-"
              columns={CALL_COLUMNS}
              rows={calls}
              rowKey={({ id }) => id}
              href={({ id }) => `/calls/${id}`}
              empty={<Empty title={t('number.calls.empty')} />}
            />
          </Card>
          <Card title={t('number.laws')}>
            <Table
              caption={t('number.laws')}
              name="laws-"
              columns={LAW_COLUMNS}
              rows={check.laws}
              rowKey={({ place }) => place}
              empty={<Empty title={t('number.laws.empty')} />}
            />
          </Card>
        </>
      )}
    </Shown>
  );
}

function Verdict({ check }: { check: Check }) {
  const facts: [string, string][] = [
    [t('number.country'), check.country ?? t('number.unknown')],
    [t('number.states'), check.subdivisions.join(', ') || t('number.states.any')],
    [t('number.zones'), check.time_zones.map((zone) => `${zone} ${timeIn(zone, check.checked_at)}`).join(', ') || '–'],
    [
      t('number.attempts'),
      `${number(check.calls_last_24h)} / ${check.attempts_per_24h_max ?? t('system.limits.none')}`,
    ],
    [t('number.lastCall'), dateTime(check.last_call_ended_at)],
    [t('number.lastAbandoned'), dateTime(check.last_abandoned_at)],
    [t('number.rests'), dateTime(check.rests_until)],
    [t('number.checkedAt'), dateTime(check.checked_at)],
  ];
  return (
    <Card title={phoneText(check.phone)}>
      <p class="verdict" role="status">
        <Badge tone={check.may_be_called ? 'good' : 'bad'}>{t(check.may_be_called ? 'number.yes' : 'number.no')}</Badge>{' '}
        {check.reason && word('refusal', check.reason)}{' '}
        {check.next_call_at && t('number.next', { time: dateTime(check.next_call_at) })}
      </p>
      <dl class="facts">
        {facts.map(([name, value]) => [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
      </dl>
    </Card>
  );
}

const timeIn = (timeZone: string, time: string): string =>
  new Date(time).toLocaleTimeString(undefined, { timeZone, hour: '2-digit', minute: '2-digit', weekday: 'short' });

const LEAD_COLUMNS: readonly Column<Check['leads'][number]>[] = [
  {
    key: 'campaign',
    title: t('column.campaign'),
    show: (lead) => <Link href={`/campaigns/${lead.campaign_id}`}>{lead.campaign_name}</Link>,
  },
  { key: 'status', title: t('column.status'), show: (lead) => word('leadStatus', lead.status) },
  {
    key: 'reason',
    title: t('column.reason'),
    show: (lead) => (lead.status_reason ? word('refusal', lead.status_reason) : '–'),
  },
  { key: 'attempts', title: t('desk.attempts'), isNumber: true, show: (lead) => number(lead.call_attempts) },
  { key: 'next', title: t('number.nextCall'), show: (lead) => dateTime(lead.next_call_at) },
];

const CONSENT_COLUMNS: readonly Column<Found['consents'][number]>[] = [
  { key: 'kind', title: t('number.consent.kind'), show: ({ kind }) => word('consentKind', kind) },
  { key: 'at', title: t('number.consent.at'), show: ({ at }) => dateTime(at) },
  { key: 'source', title: t('number.consent.source'), show: ({ source }) => source ?? '–' },
  { key: 'text', title: t('number.consent.text'), show: ({ text }) => text ?? '–' },
  {
    key: 'evidence',
    title: t('number.consent.evidence'),
    show: ({ evidence_url: url }) =>
      url ? (
        <a href={url} target="_blank" rel="noreferrer">
          {t('number.consent.open')}
        </a>
      ) : (
        '–'
      ),
  },
];
