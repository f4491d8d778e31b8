/** Connections to CRM platforms, and what each of their syncs has sent. */
import { useAddress } from '../ui/address.ts';
import { dataOf, pro } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { dateTime, number } from '../ui/format.ts';
import { Field, Form } from '../ui/form.tsx';
import { useLoad } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';

const PLATFORMS = ['hubspot', 'salesforce', 'pipedrive', 'zapier'] as const;
type Platform = (typeof PLATFORMS)[number];

const readIntegrations = () => dataOf(pro.GET('/integrations', { params: { query: { limit: 100 } } }));
const readSyncs = (id: number) =>
  dataOf(pro.GET('/integrations/{id}/syncs', { params: { path: { id }, query: { limit: 50 } } }));
type Integration = Awaited<ReturnType<typeof readIntegrations>>[number];
type Sync = Awaited<ReturnType<typeof readSyncs>>['syncs'][number];

export function IntegrationsScreen() {
  const integrations = useLoad(readIntegrations, []);
  const [address, setAddress] = useAddress();
  const id = Number(address.get('id') ?? 0);
  const chosen = integrations.data?.find((each) => each.id === id);
  return (
    <Page title={t('nav.integrations')}>
      <Card>
        <Shown of={integrations}>
          {(data) => (
            <Table
              caption={t('nav.integrations')}
              columns={columnsOf(integrations.reload, (each) => setAddress({ id: String(each) }))}
              rows={data}
              rowKey={(row) => row.id}
              empty={<Empty title={t('integrations.empty')}>{t('integrations.empty.text')}</Empty>}
            />
          )}
        </Shown>
      </Card>
      {chosen && <Syncs integration={chosen} />}
      {may('integrations.write') && (
        <Card title={t('integrations.new')} class="narrow">
          <NewIntegration reload={integrations.reload} />
        </Card>
      )}
    </Page>
  );
}

async function toggle({ id, name, isActive }: Integration): Promise<void> {
  const done = t(isActive ? 'integrations.paused' : 'integrations.resumed', { name });
  const params = { path: { id } };
  await act(() => dataOf(pro.PUT('/integrations/{id}', { params, body: { isActive: !isActive } })), done);
}

async function sync({ id, name }: Integration): Promise<void> {
  await act(async () => {
    const reply = await dataOf(pro.POST('/integrations/{id}/sync', { params: { path: { id } } }));
    if (!reply.success && reply.errors[0]) throw new Error(reply.errors[0].message);
    notifyDone(t('integrations.synced', { name, n: reply.recordsSynced }));
  });
}

async function remove({ id, name }: Integration): Promise<void> {
  const question = { title: t('integrations.remove.title', { name }), body: t('integrations.remove.body') };
  if (!(await confirm({ ...question, action: t('action.remove'), isDangerous: true }))) return;
  await act(() => dataOf(pro.DELETE('/integrations/{id}', { params: { path: { id } } })), t('removed', { name }));
}

function State({ isActive, disabledReason }: Integration) {
  if (disabledReason) return <Badge tone="bad">{disabledReason}</Badge>;
  return <Badge tone={isActive ? 'good' : 'quiet'}>{t(isActive ? 'users.active' : 'integrations.off')}</Badge>;
}

const columnsOf = (reload: () => Promise<void>, show: (id: number) => void): Column<Integration>[] => [
  { key: 'name', title: t('field.name'), sort: ({ name }) => name, show: ({ name }) => name },
  { key: 'platform', title: t('integrations.platform'), show: ({ platform }) => word('platform', platform) },
  { key: 'state', title: t('column.status'), show: (row) => <State {...row} /> },
  { key: 'key', title: t('integrations.key'), show: ({ apiKey }) => apiKey ?? '–' },
  { key: 'last', title: t('integrations.last'), sort: (row) => row.lastSync, show: (row) => dateTime(row.lastSync) },
  {
    key: 'acts',
    title: '',
    show: (row) => {
      const button = (text: string, run: () => Promise<void> | void) => (
        <button class="small" aria-label={`${text}: ${row.name}`} onClick={() => void run()}>
          {text}
        </button>
      );
      return (
        <div class="actions">
          {button(t('integrations.log'), () => show(row.id))}
          {may('integrations.write') && (
            <>
              {row.isActive && button(t('integrations.sync'), () => sync(row).then(reload))}
              {button(t(row.isActive ? 'integrations.pause' : 'integrations.resume'), () => toggle(row).then(reload))}
              {button(t('action.remove'), () => remove(row).then(reload))}
            </>
          )}
        </div>
      );
    },
  },
];

function Syncs({ integration: { id, name, lastSync } }: { integration: Integration }) {
  const syncs = useLoad(() => readSyncs(id), [id, lastSync]);
  return (
    <Card title={t('integrations.syncs', { name })}>
      <Shown of={syncs}>
        {(data) => (
          <Table
            caption={t('integrations.syncs', { name })}
            name="syncs-"
            columns={SYNC_COLUMNS}
            rows={data.syncs}
            rowKey={(row) => row.id}
            empty={<Empty title={t('integrations.syncs.empty')} />}
          />
        )}
      </Shown>
    </Card>
  );
}

const SYNC_TONES = { running: 'info', completed: 'good', failed: 'bad' } as const;
const SYNC_COLUMNS: readonly Column<Sync>[] = [
  { key: 'started', title: t('integrations.started'), show: (row) => dateTime(row.startedAt) },
  { key: 'finished', title: t('integrations.finished'), show: (row) => dateTime(row.finishedAt) },
  {
    key: 'status',
    title: t('column.status'),
    show: ({ status }) => <Badge tone={SYNC_TONES[status]}>{word('syncStatus', status)}</Badge>,
  },
  { key: 'sent', title: t('integrations.sent'), isNumber: true, show: (row) => number(row.recordsSynced) },
  { key: 'failed', title: t('integrations.failed'), isNumber: true, show: (row) => number(row.recordsFailed) },
  {
    key: 'errors',
    title: t('integrations.errors'),
    class: 'reason',
    show: ({ errors }) => errors.map(({ callId, message }) => `${callId ?? ''} ${message}`.trim()).join(' · ') || '–',
  },
];

function NewIntegration({ reload }: { reload: () => Promise<void> }) {
  const create = async ({ name = '', platform, apiKey, webhookUrl }: Record<string, string>) => {
    const body = { name, platform: platform as Platform, apiKey: apiKey || null, webhookUrl: webhookUrl || null };
    await dataOf(pro.POST('/integrations', { body }));
    notifyDone(t('integrations.created', { name }));
    await reload();
  };
  return (
    <Form onSubmit={create} submit={t('integrations.create')}>
      {(problems) => (
        <>
          <div class="row">
            <Field label={t('field.name')} name="name" problem={problems['name']} required />
            <Field
              label={t('integrations.platform')}
              name="platform"
              value="hubspot"
              options={PLATFORMS.map((each) => [each, word('platform', each)] as const)}
            />
          </div>
          <Field
            label={t('integrations.key')}
            hint={t('integrations.key.hint')}
            name="apiKey"
            type="password"
            autoComplete="off"
            problem={problems['apiKey']}
          />
          <Field
            label={t('integrations.url')}
            hint={t('integrations.url.hint')}
            name="webhookUrl"
            type="url"
            problem={problems['webhookUrl']}
          />
        </>
      )}
    </Form>
  );
}
