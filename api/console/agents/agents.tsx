/** The agents of the account, and a form for a new one. */
import { Link } from 'wouter-preact';
import { useAddress } from '../ui/address.ts';
import { dataOf, dialer } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { number, phone } from '../ui/format.ts';
import { Field, Form } from '../ui/form.tsx';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Card, Empty, Page, Shown, Timer } from '../ui/parts.tsx';
import { type Column, Pager, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';

const LIMIT = 50;

const readAgents = (offset: number) => dataOf(dialer.GET('/agents', { params: { query: { limit: LIMIT, offset } } }));
type Agent = Awaited<ReturnType<typeof readAgents>>['agents'][number];

/** Sets an offline agent ready, and every other agent offline. */
async function toggle({ id, name, status }: Agent): Promise<void> {
  const next = status === 'offline' ? 'available' : 'offline';
  if (next === 'offline') {
    const title = t('floor.agent.offline.title', { name });
    const action = t('floor.agent.set.offline');
    if (!(await confirm({ title, body: t('floor.agent.hint'), action, isDangerous: true }))) return;
  }
  const done = t('floor.agent.done', { name, status: word('state', next) });
  await act(
    () => dataOf(dialer.PUT('/agents/{id}/status', { params: { path: { id } }, body: { status: next } })),
    done,
  );
}

const columnsOf = (reload: () => Promise<void>): Column<Agent>[] => [
  { key: 'name', title: t('column.agent'), sort: ({ name }) => name, show: ({ name }) => name },
  { key: 'state', title: t('column.phase'), sort: ({ state }) => state, show: ({ state }) => word('state', state) },
  { key: 'since', title: t('column.time'), isNumber: true, show: (agent) => <Timer since={agent.state_since} /> },
  { key: 'phone', title: t('column.phone'), class: 'nowrap', show: (agent) => phone(agent.phone) },
  {
    key: 'calls',
    title: t('nav.calls'),
    isNumber: true,
    sort: (agent) => agent.total_calls_handled,
    show: (agent) => <Link href={`/calls?agent_id=${agent.id}`}>{number(agent.total_calls_handled)}</Link>,
  },
  {
    key: 'toggle',
    title: '',
    show: (agent) => {
      const text = t(agent.status === 'offline' ? 'floor.agent.set.available' : 'floor.agent.set.offline');
      return (
        <button
          class="small"
          aria-label={`${text}: ${agent.name}`}
          onClick={() => void toggle(agent).then(reload, reload)}
        >
          {text}
        </button>
      );
    },
  },
];

export function AgentsScreen() {
  const [address] = useAddress();
  const offset = Number(address.get('offset') ?? 0);
  const agents = useLoad(() => readAgents(offset), [offset]);
  useReloadOn(['agent:status:updated'], agents.reload);
  return (
    <Page title={t('agents.title')}>
      <Card title={t('agents.new')} class="narrow">
        <NewAgent reload={agents.reload} />
      </Card>
      <Card>
        <Shown of={agents}>
          {(data) => (
            <>
              <Table
                caption={t('agents.title')}
                columns={columnsOf(agents.reload)}
                rows={data.agents}
                rowKey={({ id }) => id}
                empty={<Empty title={t('floor.noAgents')} />}
              />
              <Pager limit={LIMIT} shown={data.agents.length} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}

function NewAgent({ reload }: { reload: () => Promise<void> }) {
  const create = async ({ name = '', number = '', email }: Record<string, string>) => {
    const body = { name, phone: number.replaceAll(/[^\d+]/g, ''), email: email || null };
    await dataOf(dialer.POST('/agents', { body }));
    notifyDone(t('agents.created', { name }));
    await reload();
  };
  return (
    <Form onSubmit={create} submit={t('first.agent.action')}>
      {(problems) => (
        <div class="row">
          <Field label={t('field.name')} name="name" problem={problems['name']} required />
          <Field
            label={t('calls.phone')}
            name="number"
            inputMode="tel"
            placeholder="+14155559001"
            problem={problems['phone']}
            required
          />
          <Field
            label={t('field.email')}
            hint={t('agents.email.hint')}
            name="email"
            type="email"
            problem={problems['email']}
          />
        </div>
      )}
    </Form>
  );
}
