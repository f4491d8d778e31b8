/** The outcomes that agents choose, with what follows for the person: list, form, delete. */
import { Link, useLocation } from 'wouter-preact';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, dialer } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { number } from '../ui/format.ts';
import { Check, Form } from '../ui/form.tsx';
import { CursorPager, readPage, useCursor } from '../ui/list.tsx';
import { useLoad } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import { fieldsOf, NUMBER, readerOf } from '../ui/values.tsx';

const LIMIT = 50;
const NEXT_STEPS = ['campaign', 'retry', 'final', 'do_not_call'] as const;
const FLAGS = ['is_contact', 'is_conversation', 'is_sale'] as const;

const readDispositions = (query: { after?: string }) =>
  readPage(dialer.GET('/dispositions', { params: { query: { ...query, limit: LIMIT } } }));
const readDisposition = async (id: string) =>
  (await dataOf(dialer.GET('/dispositions/{id}', { params: { path: { id } } }))).disposition;
type Disposition = Awaited<ReturnType<typeof readDisposition>>;

const flagsText = (row: Disposition): string =>
  FLAGS.filter((flag) => row[flag])
    .map((flag) => t(`disposition.${flag}`))
    .join(', ') || '–';

const nextText = ({ next_step: step, retry_minutes: minutes, retry_times_max: times }: Disposition): string =>
  step === 'retry'
    ? t('disposition.retryText', { minutes: number(minutes), times: number(times) })
    : word('nextStep', step);

const COLUMNS: readonly Column<Disposition>[] = [
  { key: 'name', title: t('field.name'), sort: ({ name }) => name, show: ({ name }) => name },
  { key: 'code', title: t('field.code'), sort: ({ code }) => code, show: ({ code }) => <code>{code}</code> },
  { key: 'next', title: t('disposition.next'), show: nextText },
  { key: 'counts', title: t('disposition.countsAs'), show: flagsText },
];

const createLink = () =>
  may('campaigns.write') && (
    <Link class="button primary" href="/dispositions/new">
      {t('disposition.new')}
    </Link>
  );

export function DispositionsScreen() {
  const cursor = useCursor();
  const list = useLoad(() => readDispositions(cursor), [cursor.after]);
  return (
    <Page title={t('dispositions.title')} note={t('dispositions.note')} actions={createLink()}>
      <Card>
        <Shown of={list}>
          {(page) => (
            <>
              <Table
                caption={t('dispositions.title')}
                columns={COLUMNS}
                rows={page.data.dispositions}
                rowKey={({ id }) => id}
                href={({ id }) => `/dispositions/${id}`}
                empty={
                  <Empty title={t('dispositions.empty')}>
                    <p>{t('dispositions.empty.text')}</p>
                    {createLink()}
                  </Empty>
                }
              />
              <CursorPager page={page} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}

export const NewDispositionScreen = () => (
  <Page title={t('disposition.new')}>
    <Card class="narrow">
      <DispositionForm />
    </Card>
  </Page>
);

export function DispositionScreen({ id = '' }: ScreenProps) {
  const [, go] = useLocation();
  const loaded = useLoad(() => readDisposition(id), [id]);
  const remove = async ({ name }: Disposition) => {
    const question = { title: t('disposition.delete.title', { name }), body: t('disposition.delete.body') };
    if (!(await confirm({ ...question, action: t('action.delete'), isDangerous: true }))) return;
    const request = () => dataOf(dialer.DELETE('/dispositions/{id}', { params: { path: { id } } }));
    if (await act(request, t('disposition.deleted', { name }))) go('/dispositions');
  };
  return (
    <Shown of={loaded}>
      {(row) => (
        <Page
          title={row.name}
          actions={
            <button class="quiet-danger" onClick={() => void remove(row)}>
              {t('action.delete')}
            </button>
          }
        >
          <Card class="narrow">
            <DispositionForm row={row} />
          </Card>
        </Page>
      )}
    </Shown>
  );
}

function DispositionForm({ row }: { row?: Disposition }) {
  const [, go] = useLocation();
  const save = async (values: Record<string, string>) => {
    const { text, choice, isOn, numberOrNull } = readerOf(values);
    const step = choice('next_step', NEXT_STEPS);
    const body = {
      code: text('code'),
      name: text('name'),
      next_step: step,
      is_contact: isOn('is_contact'),
      is_conversation: isOn('is_conversation'),
      is_sale: isOn('is_sale'),
      // The API takes them only with this next step.
      retry_minutes: step === 'retry' ? numberOrNull('retry_minutes') : null,
      retry_times_max: step === 'retry' ? numberOrNull('retry_times_max') : null,
    };
    await dataOf<unknown>(
      row
        ? dialer.PUT('/dispositions/{id}', { params: { path: { id: row.id } }, body })
        : dialer.POST('/dispositions', { body }),
    );
    notifyDone(t('call.saved'));
    go('/dispositions');
  };
  return (
    <Form onSubmit={save} submit={t(row ? 'action.save' : 'disposition.create')} cancel={() => go('/dispositions')}>
      {(problems) => <Fields row={row} problems={problems} />}
    </Form>
  );
}

function Fields({ row, problems }: { row: Disposition | undefined; problems: Record<string, string> }) {
  const field = fieldsOf(row, problems);
  return (
    <>
      <div class="row">
        {field('name', t('field.name'), { required: true, autoFocus: !row })}
        {field('code', t('field.code'), { required: true, hint: t('disposition.code.hint') })}
      </div>
      {field('next_step', t('disposition.next'), { options: NEXT_STEPS.map((step) => [step, word('nextStep', step)]) })}
      <div class="row">
        {field('retry_minutes', t('disposition.retryMinutes'), {
          ...NUMBER,
          min: 1,
          hint: t('disposition.retry.hint'),
        })}
        {field('retry_times_max', t('disposition.retryTimes'), { ...NUMBER, min: 1 })}
      </div>
      <fieldset>
        <legend>{t('disposition.countsAs')}</legend>
        <div class="checks">
          {FLAGS.map((flag) => (
            <Check key={flag} name={flag} label={t(`disposition.${flag}`)} checked={row?.[flag] ?? false} />
          ))}
        </div>
      </fieldset>
    </>
  );
}
