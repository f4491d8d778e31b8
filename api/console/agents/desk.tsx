/** The desk of an agent: the own status, the person on the line, the outcome, and the own last calls. */
import { useEffect } from 'preact/hooks';
import { CALL_COLUMNS, personOf } from '../calls/call-columns.tsx';
import { Controls } from './conversation.tsx';
import { dataOf, dialer } from '../ui/api.ts';
import { serverNow } from '../ui/clock.ts';
import { dateTime, duration, number, phone, TIME_ZONE } from '../ui/format.ts';
import { Check, Field, Form } from '../ui/form.tsx';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Card, Empty, Page, Shown, Stat, Timer } from '../ui/parts.tsx';
import { me } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';

const LAST_CALLS = 10;
/**
 * A supervisor who works at a desk gets the events of all agents. At six requests a reload, this interval uses at most
 * half of the default rate limit.
 */
const DESK_RELOAD_MS = 8_000;

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
  const current = calls.find((call) => call.id === agent.call_id) ?? (agent.state === 'wrap_up' ? calls[0] : undefined);
  const lead = current?.lead_id
    ? (await dataOf(dialer.GET('/leads/{id}', { params: { path: { id: current.lead_id } } }))).lead
    : undefined;
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
            <section class="stats" aria-label={t('desk.today')}>
              <Stat label={t('desk.calls')} value={number(data.stats.total_calls)} href="/calls" />
              <Stat label={t('desk.conversations')} value={number(data.stats.answered_calls)} />
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
        {agent.status_reason && <span class="muted">{agent.status_reason}</span>}
        <div class="actions choices">
          {choices.map((choice) => (
            <button
              key={choice.text}
              aria-pressed={choice.status === agent.status && choice.reason === agent.status_reason}
              onClick={() => void set(choice)}
            >
              {choice.text} {choice.key && <kbd>{choice.key}</kbd>}
            </button>
          ))}
        </div>
      </div>
      {pauses.length > 0 && (
        <p class="muted">
          {t('desk.pauses')}{' '}
          {pauses.map(({ reason, seconds }) => `${reason ?? word('state', 'break')} ${duration(seconds)}`).join(' · ')}
        </p>
      )}
    </Card>
  );
}

function Person({ desk: { agent, current, lead }, reload }: Props) {
  if (!current)
    return (
      <Card>
        <Empty title={t(agent.state === 'available' ? 'desk.waiting' : 'desk.notReady')} />
      </Card>
    );
  return (
    <div class="columns">
      <Card title={current.campaign_name ?? t('call.title')}>
        <p class="person">{personOf(current) || t('desk.unknown')}</p>
        <dl class="facts">
          <dt>{t('calls.phone')}</dt>
          <dd>{phone(current.phone)}</dd>
          {lead && (
            <>
              <dt>{t('field.email')}</dt>
              <dd>{lead.email ?? '–'}</dd>
              <dt>{t('desk.attempts')}</dt>
              <dd>{lead.call_attempts}</dd>
              <dt>{t('desk.lastCall')}</dt>
              <dd>{dateTime(lead.last_call_at)}</dd>
              <dt>{t('call.notes')}</dt>
              <dd>{lead.notes ?? '–'}</dd>
              {Object.entries(lead.custom_fields).map(([name, value]) => [
                <dt key={`${name} name`}>{name}</dt>,
                <dd key={name}>{String(value)}</dd>,
              ])}
            </>
          )}
        </dl>
      </Card>
      {current.end_time === null && (
        <Controls key={`talk ${current.id}`} id={current.id} number={phone(current.phone)} />
      )}
      <Card title={t('desk.result')}>
        <Result key={current.id} call={current} reload={reload} />
      </Card>
    </div>
  );
}

type ResultProps = { call: NonNullable<Desk['current']>; reload: () => Promise<void> };

/** What the agent notes about the call. Agents may save it as often as they like, during the call and after it. */
function Result({ call, reload }: ResultProps) {
  const save = async ({ notes = '', converted, optOut }: Record<string, string>) => {
    const body = {
      notes: notes || null,
      ...(converted !== undefined && { converted: true }),
      ...(optOut !== undefined && { do_not_call: true as const }),
    };
    await dataOf(dialer.PUT('/calls/{id}', { params: { path: { id: call.id } }, body }));
    notifyDone(t('call.saved'));
    await reload();
  };
  return (
    <Form onSubmit={save} submit={t('action.save')}>
      {(problems) => (
        <>
          <Field
            label={t('call.notes.label')}
            name="notes"
            rows={4}
            value={call.notes ?? ''}
            problem={problems['notes']}
          />
          {call.end_time !== null && !call.converted && <Check name="converted" label={t('call.converted')} />}
          <Check name="optOut" label={t('call.doNotCall')} hint={t('call.doNotCall.hint')} />
        </>
      )}
    </Form>
  );
}
