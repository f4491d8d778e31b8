/** The desk of an agent: the own status, the person on the line, the outcome, the own call-backs and last calls. */
import { useEffect } from 'preact/hooks';
import { ApiError } from '../../client/client.ts';
import { type Call, CALL_COLUMNS } from '../calls/call-columns.tsx';
import { CallBack } from './call-back-form.tsx';
import { CallBacks } from './call-backs.tsx';
import { Controls } from './conversation.tsx';
import { DeviceBar } from './device-bar.tsx';
import { History, PersonFacts, readLead } from './person.tsx';
import { Result } from './result.tsx';
import { dataOf, dialer } from '../ui/api.ts';
import { serverNow } from '../ui/clock.ts';
import { duration, number, phone, TIME_ZONE } from '../ui/format.ts';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act } from '../ui/notices.tsx';
import { Card, Empty, Page, Shown, Stat, Timer } from '../ui/parts.tsx';
import { may, me } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';

const LAST_CALLS = 10;
/**
 * A supervisor who works at a desk gets the events of all agents. At six requests a reload, this interval uses at most
 * half of the default rate limit.
 */
const DESK_RELOAD_MS = 8_000;

/** The name under which this tab keeps the id of the last call. A call that was transferred is in no list of the agent. */
const LAST_CALL = 'desk-last-call';

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof ApiError && error.status === 404)) throw error;
}

type Agent = { call_id: string | null; state: string };

/** Returns the call of the agent, or the last one as long as the agent is at work. */
async function readCurrent(agent: Agent, calls: readonly Call[]): Promise<Call | undefined> {
  if (agent.call_id) sessionStorage.setItem(LAST_CALL, agent.call_id);
  if (agent.state === 'offline') sessionStorage.removeItem(LAST_CALL);
  const id = agent.call_id ?? sessionStorage.getItem(LAST_CALL);
  if (id === null) return agent.state === 'wrap_up' ? calls[0] : undefined;
  const known = calls.find((call) => call.id === id);
  if (known) return known;
  return dataOf(dialer.GET('/calls/{id}', { params: { path: { id } } })).then(({ call }) => call, unlessMissing);
}

async function readDesk(id: string) {
  const path = { id };
  const today = new Date(serverNow()).toLocaleDateString('sv-SE', { timeZone: TIME_ZONE });
  const query = { date_from: today, timezone: TIME_ZONE };
  const [{ agent }, { stats }, { calls }, { states }, { pause_reasons: reasons }] = await Promise.all([
    dataOf(dialer.GET('/agents/{id}', { params: { path } })),
    dataOf(dialer.GET('/agents/{id}/stats', { params: { path, query } })),
    dataOf(dialer.GET('/calls', { params: { query: { agent_id: id, limit: LAST_CALLS } } })),
    dataOf(dialer.GET('/agents/{id}/time-in-states', { params: { path, query } })),
    dataOf(dialer.GET('/pause-reasons')),
  ]);
  const current = await readCurrent(agent, calls);
  // An agent may not read the lead of a call that went to another agent.
  const lead = current?.lead_id ? await readLead(current.lead_id).catch(unlessMissing) : undefined;
  const pauses = states.filter(({ state }) => state === 'break');
  return { agent, stats, calls, current, lead, reasons, pauses };
}

type Desk = Awaited<ReturnType<typeof readDesk>>;
type Props = { desk: Desk; reload: () => Promise<void> };

export function DeskScreen() {
  const id = me.value?.agent_id;
  if (id) return <AgentDesk id={id} />;
  return (
    <Page title={t('nav.desk')}>
      <Card>
        <Empty title={t('desk.noAgent')}>
          <p>{t('desk.noAgent.text')}</p>
        </Empty>
      </Card>
    </Page>
  );
}

function AgentDesk({ id }: { id: string }) {
  const desk = useLoad(() => readDesk(id), [id]);
  useReloadOn(['agent:status:updated', 'call:updated', 'call:ended'], desk.reload, DESK_RELOAD_MS);
  return (
    <Page title={t('nav.desk')}>
      <Shown of={desk}>
        {(data) => (
          <>
            <Status desk={data} reload={desk.reload} />
            <Person desk={data} reload={desk.reload} />
            <CallBacks
              agentId={id}
              version={`${data.agent.call_id} ${data.lead?.next_call_at} ${data.lead?.agent_id}`}
            />
            <section class="stats" aria-label={t('desk.today')}>
              <Stat label={t('desk.calls')} value={number(data.stats.total_calls)} href="/calls" />
              <Stat label={t('desk.conversations')} value={number(data.stats.conversations)} />
              <Stat label={t('desk.talk')} value={duration(data.stats.total_talk_time)} />
              <Stat label={t('desk.average')} value={duration(data.stats.avg_talk_time)} />
            </section>
            <Card title={t('desk.lastCalls')}>
              <Table
                caption={t('desk.lastCalls')}
                columns={CALL_COLUMNS.filter(({ key }) => !['agent', 'cost'].includes(key))}
                rows={data.calls}
                rowKey={({ id }) => id}
                href={({ id }) => `/calls/${id}`}
                empty={<Empty title={t('desk.noCalls')} />}
              />
            </Card>
          </>
        )}
      </Shown>
    </Page>
  );
}

type Choice = { key: string; status: 'available' | 'break' | 'offline'; reason: string | null; text: string };
/** The keys of the pause reasons, in the order of the account's list. F5 and F6 belong to the browser. */
const PAUSE_KEYS = ['F3', 'F4', 'F8', 'F9'];

/** What an agent can choose: ready, a pause for one of the account's reasons, and offline. */
const choicesOf = (reasons: string[]): Choice[] => [
  { key: 'F2', status: 'available', reason: null, text: t('desk.ready') },
  ...reasons.map((reason, n): Choice => ({
    key: PAUSE_KEYS[n] ?? '',
    status: 'break',
    reason,
    text: word('pause', reason, reason),
  })),
  { key: 'F7', status: 'offline', reason: null, text: t('desk.offline') },
];

function Status({ desk: { agent, reasons, pauses }, reload }: Props) {
  const choices = choicesOf(reasons);
  const set = async ({ status, reason }: Choice) => {
    const body = { status, reason };
    await act(() => dataOf(dialer.PUT('/agents/{id}/status', { params: { path: { id: agent.id } }, body })));
    await reload();
  };
  // The API calls an agent who is ready and talks busy.
  const isChosen = ({ status, reason }: Choice) =>
    status === 'available'
      ? ['available', 'talking', 'ringing', 'wrap_up'].includes(agent.state) && !agent.status_reason
      : status === agent.status && reason === agent.status_reason;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const choice = choices.find(({ key }) => key === event.key);
      if (!choice) return;
      event.preventDefault();
      void set(choice);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [agent.id, reasons.join()]);
  return (
    <Card>
      <div class="status-bar">
        <span class="big" role="status">
          {word('state', agent.state)}
        </span>
        <span class="big muted">
          <Timer since={agent.state_since} />
        </span>
        {agent.status_reason && <span class="muted">{word('pause', agent.status_reason)}</span>}
        <div class="actions choices">
          {choices.map((choice) => (
            <button key={choice.text} aria-pressed={isChosen(choice)} onClick={() => void set(choice)}>
              {choice.text} {choice.key && <kbd>{choice.key}</kbd>}
            </button>
          ))}
        </div>
      </div>
      <DeviceBar agent={agent} reload={reload} />
      {pauses.length > 0 && (
        <p class="muted">
          {t('desk.pauses')}{' '}
          {pauses
            .map(
              ({ reason, seconds }) =>
                `${reason ? word('pause', reason) : word('state', 'break')} ${duration(seconds)}`,
            )
            .join(' · ')}
        </p>
      )}
    </Card>
  );
}

/** The person on the line. After a call, its person stays until the next call begins, so that nothing has to be rushed. */
function Person({ desk: { agent, calls, current, lead }, reload }: Props) {
  const isOwn = (id: string) => may('stats.read') || calls.some((call) => call.id === id);
  return (
    <>
      {agent.call_id === null && agent.state !== 'wrap_up' && (
        <Card>
          <Empty title={t(agent.state === 'available' ? 'desk.waiting' : 'desk.notReady')} />
        </Card>
      )}
      {current && (
        <div class="columns desk">
          <div class="form">
            <PersonFacts call={current} lead={lead} />
            {lead && <History call={current} lead={lead} isOwn={isOwn} />}
          </div>
          <div class="form">
            {current.id === agent.call_id && (
              <Controls key={current.id} id={current.id} number={phone(current.phone)} />
            )}
            <Card title={t('desk.result')}>
              <Result key={current.id} call={current} reload={reload} />
              {lead && <CallBack lead={lead} agentId={agent.id} reload={reload} />}
            </Card>
          </div>
        </div>
      )}
    </>
  );
}
