/** Numbers of the do-not-call list, with who added them, and a form for one more. */
import { Link } from 'wouter-preact';
import type { components } from '../../client/dialer.ts';
import { dataOf, dialer } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { dateTime, phone as phoneText } from '../ui/format.ts';
import { Field, Form } from '../ui/form.tsx';
import { act, notifyDone } from '../ui/notices.tsx';
import { Badge, Empty } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';

type DncNumber = components['schemas']['DncNumberResponse'];
type Props = { rows: readonly DncNumber[]; reload: () => Promise<void> };

export const DoNotCallTable = ({ rows, reload }: Props) => (
  <Table
    caption={t('nav.doNotCall')}
    name="dnc-"
    columns={columnsOf(reload)}
    rows={rows}
    rowKey={({ id }) => id}
    empty={<Empty title={t('dnc.empty')} />}
  />
);

async function remove({ id, phone }: DncNumber): Promise<void> {
  const number = phoneText(phone);
  const question = { title: t('dnc.remove.title', { number }), body: t('dnc.remove.body') };
  if (!(await confirm({ ...question, action: t('action.remove'), isDangerous: true }))) return;
  const params = { path: { id }, query: { reason: t('dnc.remove.reason') } };
  await act(() => dataOf(dialer.DELETE('/dnc/{id}', { params })), t('removed', { name: number }));
}

const columnsOf = (reload: () => Promise<void>): Column<DncNumber>[] => [
  {
    key: 'phone',
    title: t('column.phone'),
    class: 'nowrap',
    sort: ({ phone }) => phone,
    show: ({ phone }) => <Link href={`/compliance?phone=${encodeURIComponent(phone)}`}>{phoneText(phone)}</Link>,
  },
  {
    key: 'source',
    title: t('dnc.source'),
    sort: ({ source }) => source,
    show: ({ source }) => word('dncSource', source),
  },
  { key: 'reason', title: t('column.reason'), class: 'reason', show: ({ reason }) => reason ?? '–' },
  { key: 'who', title: t('audit.who'), sort: (row) => row.created_by, show: (row) => row.created_by ?? '–' },
  { key: 'when', title: t('column.when'), sort: (row) => row.created_at, show: (row) => dateTime(row.created_at) },
  {
    key: 'remove',
    title: '',
    show: (row) =>
      row.scope === 'global' ? (
        <Badge tone="info">{t('dnc.global')}</Badge>
      ) : (
        may('dnc.write') && (
          <button
            class="small"
            aria-label={`${t('action.remove')}: ${row.phone}`}
            onClick={() => void remove(row).then(reload)}
          >
            {t('action.remove')}
          </button>
        )
      ),
  },
];

/** @param phone the number of the page; undefined: the user writes one */
export function AddNumber({ phone, reload }: { phone?: string; reload: () => Promise<void> }) {
  if (!may('dnc.write')) return null;
  const add = async ({ number = phone ?? '', reason = '' }: Record<string, string>) => {
    await dataOf(dialer.POST('/dnc', { body: { phone: number, reason: reason || null } }));
    notifyDone(t('dnc.added', { number }));
    await reload();
  };
  return (
    <Form onSubmit={add} submit={t('dnc.add')}>
      {(problems) => (
        <div class="row">
          {phone === undefined && (
            <Field
              label={t('calls.phone')}
              name="number"
              inputMode="tel"
              placeholder="+14155551234"
              problem={problems['phone']}
              required
            />
          )}
          <Field label={t('column.reason')} hint={t('dnc.reason.hint')} name="reason" problem={problems['reason']} />
        </div>
      )}
    </Form>
  );
}
