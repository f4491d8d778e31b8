/** The agents on the floor: by state, then by the time in the state. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { dataOf, dialer } from '../ui/api.ts';
import { useAddress } from '../ui/address.ts';
import { secondsSince } from '../ui/clock.ts';
import { duration, number } from '../ui/format.ts';
import { confirm } from '../ui/confirm.tsx';
import { act } from '../ui/notices.tsx';
import { Card, Empty } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { t, word } from '../ui/texts.ts';
import type { Day, Floor } from './floor-types.ts';

type Agent = Floor['agents'][number];

const STATES = ['talking', 'ringing', 'available', 'wrap_up', 'busy', 'break', 'offline'] as const;
const COLORS = {
  talking: 'good',
  ringing: 'info',
  available: 'accent',
  wrap_up: 'busy',
  busy: 'warn',
  break: 'warn',
  offline: 'quiet',
};
/** Seconds after which the time in a state is marked, because a supervisor may want to help. */
const LATE_SECONDS: Partial<Record<Agent['state'], number>> = {
  talking: 900,
  ringing: 30,
  wrap_up: 180,
  busy: 900,
  break: 1_800,
};

type Props = { agents: Agent[]; day: Day | undefined; reload: () => Promise<void> };

export function FloorAgents({ agents, day, reload }: Props) {
  const [address, setAddress] = useAddress();
  const [opened, setOpened] = useState<string | undefined>(undefined);
  const showsOffline = address.get('offline') === 'show';
  const shown = STATES.filter((state) => state !== 'offline' || showsOffline).flatMap((state) =>
    agents
      .filter((agent) => agent.state === state)
      .toSorted((a, b) => a.state_since.localeCompare(b.state_since) || a.name.localeCompare(b.name)),
  );
  const offline = agents.filter(({ state }) => state === 'offline').length;
  const chosen = agents.find(({ id }) => id === opened);
  return (
    <Card
      title={t('floor.agents')}
      actions={
        offline > 0 && (
          <button class="small" onClick={() => setAddress({ offline: showsOffline ? '' : 'show' })}>
            {t(showsOffline ? 'floor.hideOffline' : 'floor.showOffline', { n: offline })}
          </button>
        )
      }
    >
      <StateBar agents={agents} />
      {shown.length === 0 ? (
        <Empty title={t(agents.length === 0 ? 'floor.noAgents' : 'floor.allOffline')}>
          <Link href="/agents">{t(agents.length === 0 ? 'floor.noAgents.action' : 'floor.allOffline.action')}</Link>
        </Empty>
      ) : (
        <div class="tiles">
          {shown.map((agent) => (
            <AgentTile key={agent.id} agent={agent} open={() => setOpened(agent.id)} />
          ))}
        </div>
      )}
      {chosen && <AgentDialog agent={chosen} day={day} close={() => setOpened(undefined)} reload={reload} />}
    </Card>
  );
}

function StateBar({ agents }: { agents: Agent[] }) {
  const states = STATES.map((state) => ({ state, n: agents.filter((agent) => agent.state === state).length }));
  const filled = states.filter(({ n, state }) => n > 0 && state !== 'offline');
  return (
    <>
      {filled.length > 0 && (
        <div class="bar" aria-hidden="true">
          {filled.map(({ state, n }) => (
            <span key={state} class={COLORS[state]} style={{ flexGrow: n }} />
          ))}
        </div>
      )}
      <p class="legend">
        {states
          .filter(({ n }) => n > 0)
          .map(({ state, n }) => (
            <span key={state} class={COLORS[state]}>
              {word('state', state)} {n}
            </span>
          ))}
      </p>
    </>
  );
}

function AgentTile({ agent, open }: { agent: Agent; open: () => void }) {
  const seconds = secondsSince(agent.state_since);
  const isLate = seconds > (LATE_SECONDS[agent.state] ?? Infinity);
  const state = word('state', agent.state);
  const reason = agent.status_reason && word('pause', agent.status_reason);
  return (
    <button class={`tile ${agent.state}`} title={[agent.name, reason].filter(Boolean).join(', ')} onClick={open}>
      <strong>{agent.name}</strong>
      <span class={`timer ${isLate ? 'late' : ''}`}>{duration(seconds)}</span>
      <span class="state">{reason ? `${state}: ${reason}` : state}</span>
    </button>
  );
}

/** Whether the next call reaches the agent without a new status. The API calls an agent who is ready and talks busy. */
const isReady = ({ state, status_reason: reason }: Agent): boolean =>
  ['talking', 'ringing', 'wrap_up'].includes(state) && !reason;

/** Lets the supervisor take part in a call. Another choice changes how, on the same phone call. */
function Monitor({ callId }: { callId: string }) {
  const monitor = (mode: 'listen' | 'whisper' | 'barge') => {
    const params = { path: { id: callId } };
    return act(() => dataOf(dialer.POST('/calls/{id}/monitor', { params, body: { mode } })), t('floor.monitor.done'));
  };
  return (
    <div class="actions">
      {(['listen', 'whisper', 'barge'] as const).map((mode) => (
        <button key={mode} onClick={() => void monitor(mode)}>
          {t(`guest.${mode}`)}
        </button>
      ))}
    </div>
  );
}

type DialogProps = { agent: Agent; day: Day | undefined; close: () => void; reload: () => Promise<void> };

function AgentDialog({ agent, day, close, reload }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const today = day?.agents.find(({ id }) => id === agent.id);
  const setStatus = async (status: 'available' | 'break' | 'offline') => {
    if (status === 'offline') {
      // The question is a dialog of its own, which this one would cover.
      dialog.current?.close();
      const title = t('floor.agent.offline.title', { name: agent.name });
      const action = t('floor.agent.set.offline');
      if (!(await confirm({ title, body: t('floor.agent.hint'), action, isDangerous: true }))) return;
    }
    const body = { status, reason: status === 'break' ? t('floor.agent.setBySupervisor') : null };
    const path = { id: agent.id };
    const done = t('floor.agent.done', { name: agent.name, status: word('state', status) });
    if (await act(() => dataOf(dialer.PUT('/agents/{id}/status', { params: { path }, body })), done)) close();
    await reload();
  };
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="agent-name">
      <div class="form">
        <h2 id="agent-name">{agent.name}</h2>
        <dl class="facts">
          <dt>{t('floor.agent.state')}</dt>
          <dd>
            {word('state', agent.state)} · {duration(secondsSince(agent.state_since))}
          </dd>
          <dt>{t('floor.agent.today')}</dt>
          <dd>
            <Link href={`/calls?agent_id=${agent.id}`}>{number(today?.talks ?? 0)}</Link> ·{' '}
            {duration(today?.talk_seconds ?? 0)}
          </dd>
          {agent.call_id && (
            <>
              <dt>{t('floor.agent.call')}</dt>
              <dd>
                <Link href={`/calls/${agent.call_id}`}>{t('floor.agent.openCall')}</Link>
              </dd>
            </>
          )}
        </dl>
        {agent.call_id && agent.state === 'talking' && may('calls.monitor') && <Monitor callId={agent.call_id} />}
        {may('agents.write') && (
          <div class="actions">
            {(['available', 'break', 'offline'] as const)
              .filter((status) => status !== agent.status && !(status === 'available' && isReady(agent)))
              .map((status) => (
                <button key={status} onClick={() => void setStatus(status)}>
                  {t(`floor.agent.set.${status}`)}
                </button>
              ))}
          </div>
        )}
        <p class="hint">{t('floor.agent.hint')}</p>
        <div class="actions">
          <button onClick={close}>{t('action.close')}</button>
        </div>
      </div>
    </dialog>
  );
}
