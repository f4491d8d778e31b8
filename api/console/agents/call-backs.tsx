/** The agent's own call-backs, due and coming. In a campaign with previews, the agent starts a due one. */
import { useState } from 'preact/hooks';
import { bothTimes, zoneOf } from './call-back-form.tsx';
import { dataOf, dialer } from '../ui/api.ts';
import { serverNow } from '../ui/clock.ts';
import { phone } from '../ui/format.ts';
import { useLoad, useReloadEvery } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Badge, Card, Empty, Shown } from '../ui/parts.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';

const LIMIT = 100;
/** A call-back becomes due without an event. */
const RELOAD_MS = 30_000;

async function readCallBacks(agentId: string) {
  const params = { path: { id: agentId }, query: { limit: LIMIT } };
  const { callbacks: leads } = await dataOf(dialer.GET('/agents/{id}/callbacks', { params }));
  const ids = [...new Set(leads.map((lead) => lead.campaign_id))];
  const campaigns = await Promise.all(
    ids.map((id) => dataOf(dialer.GET('/campaigns/{id}', { params: { path: { id } } }))),
  );
  const byId = new Map(campaigns.map(({ campaign }) => [campaign.id, campaign]));
  return leads.map((lead) => ({ ...lead, campaign: byId.get(lead.campaign_id)! }));
}

type Row = Awaited<ReturnType<typeof readCallBacks>>[number];
type Preview = NonNullable<Awaited<ReturnType<typeof openPreview>>['lead']>;

const openPreview = (campaignId: string) =>
  dataOf(dialer.POST('/campaigns/{id}/preview/next', { params: { path: { id: campaignId } } }));

const isDue = ({ next_call_at: at }: Row): boolean => at !== null && Date.parse(at) <= serverNow();
const nameOf = (lead: { first_name: string | null; last_name: string | null }): string =>
  [lead.first_name, lead.last_name].filter(Boolean).join(' ') || t('desk.unknown');

const columnsOf = (start: (row: Row) => void): Column<Row>[] => [
  { key: 'person', title: t('column.person'), show: nameOf },
  { key: 'phone', title: t('column.phone'), class: 'nowrap', show: (row) => phone(row.phone_normalized) },
  { key: 'campaign', title: t('column.campaign'), show: ({ campaign }) => campaign.name },
  { key: 'at', title: t('column.when'), show: (row) => bothTimes(row.next_call_at!, zoneOf(row)) },
  { key: 'start', title: '', show: (row) => <Start row={row} start={start} /> },
];

function Start({ row, start }: { row: Row; start: (row: Row) => void }) {
  const { status, dial_mode: mode } = row.campaign;
  if (!isDue(row)) return null;
  if (status !== 'active') return <Badge tone="warn">{t('callBacks.paused')}</Badge>;
  if (mode !== 'preview') return <Badge tone="info">{t('callBacks.dialer')}</Badge>;
  return (
    <button class="small" aria-label={t('callBacks.start.of', { name: nameOf(row) })} onClick={() => start(row)}>
      {t('callBacks.start')}
    </button>
  );
}

type Props = { agentId: string; version: string };

/** @param version changes when the call-backs may have changed */
export function CallBacks({ agentId, version }: Props) {
  const list = useLoad(() => readCallBacks(agentId), [agentId, version]);
  useReloadEvery(RELOAD_MS, list.reload);
  const [preview, setPreview] = useState<Preview | undefined>(undefined);
  const start = (row: Row) =>
    void act(async () => {
      const { lead } = await openPreview(row.campaign.id);
      setPreview(lead ?? undefined);
      if (!lead) notifyDone(t('callBacks.notNow'));
    });
  const finish = async (request: () => Promise<unknown>, text: string) => {
    if (!(await act(request, text))) return;
    setPreview(undefined);
    await list.reload();
  };
  return (
    <Card title={t('callBacks.title')}>
      {preview && <Previewed lead={preview} finish={finish} />}
      <Shown of={list}>
        {(rows) => (
          <Table
            caption={t('callBacks.title')}
            name="callbacks-"
            columns={columnsOf(start)}
            rows={rows}
            rowKey={({ id }) => id}
            empty={
              <Empty title={t('callBacks.empty')}>
                <p>{t('callBacks.empty.text')}</p>
              </Empty>
            }
          />
        )}
      </Shown>
    </Card>
  );
}

type PreviewedProps = { lead: Preview; finish: (request: () => Promise<unknown>, text: string) => Promise<void> };

/** The person, before the call. */
function Previewed({ lead, finish }: PreviewedProps) {
  const params = { path: { id: lead.id } };
  const call = () => finish(() => dataOf(dialer.POST('/leads/{id}/call', { params })), t('callBacks.calling'));
  const skip = () => finish(() => dataOf(dialer.POST('/leads/{id}/skip', { params })), t('callBacks.skipped'));
  return (
    <div class="callout">
      <p>
        <strong>{nameOf(lead)}</strong> · {phone(lead.phone_normalized)}
      </p>
      {lead.notes && <p>{lead.notes}</p>}
      <div class="actions">
        <button class="primary" onClick={() => void call()}>
          {t('callBacks.call')}
        </button>
        <button onClick={() => void skip()}>{t('callBacks.skip')}</button>
      </div>
    </div>
  );
}
