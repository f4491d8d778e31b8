/** What an agent does during a conversation: hold, mute, keys, pause of the recording, other people and a transfer. */
import { useState } from 'preact/hooks';
import { dataOf, dialer } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { phone as shownPhone } from '../ui/format.ts';
import { Field } from '../ui/form.tsx';
import { useKeys } from '../ui/keys.ts';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act } from '../ui/notices.tsx';
import { Card, Shown, Timer } from '../ui/parts.tsx';
import { t, word } from '../ui/texts.ts';

const readConversation = async (id: string) =>
  (await dataOf(dialer.GET('/calls/{id}/conversation', { params: { path: { id } } }))).conversation;
type Talk = Awaited<ReturnType<typeof readConversation>>;

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** The controls of a live call. */
export function Controls({ id, number }: { id: string; number: string }) {
  const talk = useLoad(() => readConversation(id), [id]);
  useReloadOn(['call:updated', 'call:ended'], talk.reload, 1_000);
  return (
    <Card title={t('talk.title')}>
      <Shown of={talk}>
        {(data) =>
          data.live ? <Acts id={id} number={number} talk={data} reload={talk.reload} /> : <p>{t('desk.ended')}</p>
        }
      </Shown>
    </Card>
  );
}

type Props = { id: string; number: string; talk: Talk; reload: () => Promise<void> };

function Acts({ id, number, talk, reload }: Props) {
  const [opened, setOpened] = useState<'keys' | 'people' | undefined>(undefined);
  const path = { id };
  const params = { path };
  const run = async (request: () => Promise<unknown>) => {
    await act(request);
    await reload();
  };
  const isHeld = talk.held_since !== null;
  const hold = () => run(() => dataOf(dialer.POST(isHeld ? '/calls/{id}/resume' : '/calls/{id}/hold', { params })));
  const mute = () => run(() => dataOf(dialer.POST(talk.muted ? '/calls/{id}/unmute' : '/calls/{id}/mute', { params })));
  const record = () =>
    run(() =>
      dataOf(
        dialer.POST(talk.recording_paused ? '/calls/{id}/recording/resume' : '/calls/{id}/recording/pause', { params }),
      ),
    );
  const hangUp = async () => {
    const question = { title: t('call.hangUp.title', { number }), body: t('call.hangUp.body') };
    if (!(await confirm({ ...question, action: t('call.hangUp'), isDangerous: true }))) return;
    if (await act(() => dataOf(dialer.POST('/calls/{id}/hang-up', { params })), t('desk.ended'))) await reload();
  };
  const toggle = (which: 'keys' | 'people') => setOpened(opened === which ? undefined : which);
  return (
    <>
      <div class="actions choices">
        <button aria-pressed={isHeld} onClick={() => void hold()}>
          {t(isHeld ? 'talk.resume' : 'talk.hold')} {talk.held_since && <Timer since={talk.held_since} />}
        </button>
        <button aria-pressed={talk.muted} onClick={() => void mute()}>
          {t(talk.muted ? 'talk.unmute' : 'talk.mute')}
        </button>
        <button aria-pressed={talk.recording_paused} onClick={() => void record()}>
          {t(talk.recording_paused ? 'talk.record' : 'talk.pauseRecording')}
        </button>
        <button aria-expanded={opened === 'keys'} onClick={() => toggle('keys')}>
          {t('talk.keys')}
        </button>
        <button aria-expanded={opened === 'people'} onClick={() => toggle('people')}>
          {t('talk.people')}
        </button>
        <button class="danger end" onClick={() => void hangUp()}>
          {t('call.hangUp')}
        </button>
      </div>
      {opened === 'keys' && (
        <Keypad
          press={(digits) => run(() => dataOf(dialer.POST('/calls/{id}/digits', { params, body: { digits } })))}
        />
      )}
      {(opened === 'people' || talk.guests.length > 0) && <People id={id} talk={talk} run={run} />}
    </>
  );
}

/** The keys of a phone. While they are open, the same keys of the keyboard are sent, too. */
function Keypad({ press }: { press: (digits: string) => Promise<void> }) {
  useKeys(Object.fromEntries(KEYS.map((key) => [key, () => void press(key)])), { isFirst: true });
  return (
    <div class="keypad" role="group" aria-label={t('talk.keys')}>
      {KEYS.map((key) => (
        <button key={key} onClick={() => void press(key)}>
          {key}
        </button>
      ))}
    </div>
  );
}

const TARGETS_RELOAD_MS = 5_000;

const readTargets = (id: string) => dataOf(dialer.GET('/calls/{id}/transfer-targets', { params: { path: { id } } }));

/** The agents and groups who could get the call now, as choices. */
const optionsOf = (targets: Awaited<ReturnType<typeof readTargets>> | undefined) => [
  ...(targets?.agent_groups ?? []).map(({ id, name, free_agents: n }) => ({
    value: `group ${id}`,
    text: t('talk.colleague.group', { name, n }),
    target: { agent_group_id: id },
  })),
  ...(targets?.agents ?? []).map(({ id, name }) => ({ value: `agent ${id}`, text: name, target: { agent_id: id } })),
];

type PeopleProps = { id: string; talk: Talk; run: (request: () => Promise<unknown>) => Promise<void> };

/** The other people in the conversation, and how to call more of them. */
function People({ id, talk, run }: PeopleProps) {
  const params = { path: { id } };
  const remove = (participantId: string) => {
    const path = { id, participantId };
    return run(() => dataOf(dialer.DELETE('/calls/{id}/participants/{participantId}', { params: { path } })));
  };
  return (
    <>
      {talk.guests.length > 0 && (
        <ul class="guests" aria-label={t('talk.guests')}>
          {talk.guests.map((guest) => (
            <li key={guest.id}>
              <span>
                {word('guest', guest.mode ?? guest.role)} · {shownPhone(guest.to)} ·{' '}
                {guest.answered_at ? <Timer since={guest.answered_at} /> : t('talk.rings')}
              </span>
              {guest.role === 'participant' && (
                <button class="small" onClick={() => void remove(guest.id)}>
                  {t('talk.remove')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {talk.consulting ? (
        <div class="actions">
          <button
            class="primary"
            onClick={() => void run(() => dataOf(dialer.POST('/calls/{id}/transfer/complete', { params })))}
          >
            {t('talk.complete')}
          </button>
          <button onClick={() => void run(() => dataOf(dialer.POST('/calls/{id}/transfer/cancel', { params })))}>
            {t('talk.cancelTransfer')}
          </button>
        </div>
      ) : (
        <Invite id={id} run={run} />
      )}
    </>
  );
}

/** Calls a number or asks a colleague: for a transfer, or as one more person in the conversation. */
function Invite({ id, run }: Omit<PeopleProps, 'talk'>) {
  const [number, setNumber] = useState('');
  const [chosen, setChosen] = useState('');
  const targets = useLoad(() => readTargets(id), [id]);
  useReloadOn(['agent:status:updated'], targets.reload, TARGETS_RELOAD_MS);
  const params = { path: { id } };
  const phone = number.replaceAll(/[^\d+]/g, '');
  const options = optionsOf(targets.data);
  // A colleague who is not free any more cannot be chosen.
  const colleague = options.find(({ value }) => value === chosen);
  const isChosen = phone !== '' || colleague !== undefined;
  const transfer = (kind: 'warm' | 'blind') => {
    const body = colleague ? { kind, ...colleague.target } : { kind, phone };
    return run(() => dataOf(dialer.POST('/calls/{id}/transfer', { params, body })));
  };
  const blind = async () => {
    const receiver = colleague?.text ?? phone;
    const question = { title: t('talk.blind.title', { number: receiver }), body: t('talk.blind.body') };
    if (await confirm({ ...question, action: t('talk.blind') })) await transfer('blind');
  };
  const add = () => run(() => dataOf(dialer.POST('/calls/{id}/participants', { params, body: { phone } })));
  return (
    <div class="form">
      <Field
        label={t('talk.colleague')}
        name="colleague"
        value={colleague?.value}
        options={[['', t('talk.colleague.none')], ...options.map(({ value, text }) => [value, text] as const)]}
        onInput={setChosen}
      />
      {!colleague && <Field label={t('talk.number')} name="guest" inputMode="tel" value={number} onInput={setNumber} />}
      <div class="actions">
        <button disabled={!isChosen} onClick={() => void transfer('warm')}>
          {t('talk.warm')}
        </button>
        <button disabled={!isChosen} onClick={() => void blind()}>
          {t('talk.blind')}
        </button>
        <button disabled={phone === '' || colleague !== undefined} onClick={() => void add()}>
          {t('talk.add')}
        </button>
      </div>
    </div>
  );
}
