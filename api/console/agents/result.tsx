/** What an agent notes about a call: the outcome, by a click or by its key, and the notes. */
import { useEffect, useRef } from 'preact/hooks';
import type { Call } from '../calls/call-columns.tsx';
import { dataOf, dialer } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { phone } from '../ui/format.ts';
import { Check, Field, Form } from '../ui/form.tsx';
import { useKeys } from '../ui/keys.ts';
import { useLoad } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { t } from '../ui/texts.ts';

const readDispositions = async () =>
  (await dataOf(dialer.GET('/dispositions', { params: { query: { limit: 100 } } }))).dispositions;
type Disposition = Awaited<ReturnType<typeof readDispositions>>[number];

/** The first dispositions have the keys 1 to 9. */
const HOT_KEYS_MAX = 9;

type Changes = { notes?: string | null; converted?: true; do_not_call?: true; agent_disposition?: string };
type Props = { call: Call; reload: () => Promise<void> };

/** Agents may save it as often as they like, during the call and after it. */
export function Result({ call, reload }: Props) {
  /** Notes that are typed and not saved. */
  const draft = useRef<string | undefined>(undefined);
  const put = async (changes: Changes) => {
    const notes = draft.current;
    const body = { ...(notes !== undefined && { notes: notes || null }), ...changes };
    await dataOf(dialer.PUT('/calls/{id}', { params: { path: { id: call.id } }, body }));
    if (draft.current === notes) draft.current = undefined;
  };
  // The next call, or another page, replaces this form.
  useEffect(() => () => void (draft.current !== undefined && act(() => put({}), t('call.saved'))), []);
  const save = async ({ notes = '', converted, optOut }: Record<string, string>) => {
    await put({
      notes: notes || null,
      ...(converted !== undefined && { converted: true as const }),
      ...(optOut !== undefined && { do_not_call: true as const }),
    });
    notifyDone(t('call.saved'));
    await reload();
  };
  const choose = async ({ code, name, next_step: next }: Disposition) => {
    const question = {
      title: t('desk.outcome.doNotCall', { number: phone(call.phone) }),
      body: t('call.doNotCall.hint'),
    };
    if (next === 'do_not_call' && !(await confirm({ ...question, action: name, isDangerous: true }))) return;
    if (await act(() => put({ agent_disposition: code }), t('desk.outcome.done', { name }))) await reload();
  };
  return (
    <>
      <Outcomes call={call} choose={(disposition) => void choose(disposition)} />
      <Form onSubmit={save} submit={t('action.save')}>
        {(problems) => (
          <>
            <Field
              label={t('call.notes.label')}
              name="notes"
              rows={3}
              value={call.notes ?? ''}
              problem={problems['notes']}
              onInput={(value) => (draft.current = value)}
            />
            {call.end_time !== null && !call.converted && <Check name="converted" label={t('call.converted')} />}
            <Check name="optOut" label={t('call.doNotCall')} hint={t('call.doNotCall.hint')} />
          </>
        )}
      </Form>
    </>
  );
}

type OutcomesProps = { call: Call; choose: (disposition: Disposition) => void };

/** The account's dispositions. An account without any has nothing to choose. */
function Outcomes({ call, choose }: OutcomesProps) {
  const { data: dispositions = [] } = useLoad(readDispositions, []);
  const isOpen = call.bridge_time !== null || call.end_time !== null;
  const keyed = isOpen ? dispositions.slice(0, HOT_KEYS_MAX) : [];
  useKeys(Object.fromEntries(keyed.map((each, n) => [String(n + 1), () => choose(each)])));
  if (dispositions.length === 0) return null;
  return (
    <fieldset>
      <legend>{t('column.outcome')}</legend>
      <div class="actions choices">
        {dispositions.map((each, n) => (
          <button
            key={each.id}
            disabled={!isOpen}
            aria-pressed={call.agent_disposition === each.code}
            aria-keyshortcuts={n < HOT_KEYS_MAX ? String(n + 1) : undefined}
            onClick={() => choose(each)}
          >
            {each.name} {n < HOT_KEYS_MAX && <kbd>{n + 1}</kbd>}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
