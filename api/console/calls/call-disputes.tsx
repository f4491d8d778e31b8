/** The disputes about a call, and the resolution of the open one. */
import { useState } from 'preact/hooks';
import { dataOf, pro } from '../ui/api.ts';
import { Check, Form } from '../ui/form.tsx';
import { dateTime, money } from '../ui/format.ts';
import { notifyDone } from '../ui/notices.tsx';
import { may } from '../ui/session.ts';
import { t, word } from '../ui/texts.ts';
import { AMOUNT, fieldsOf, readerOf } from '../ui/values.tsx';
import type { CallMoneyData } from './call-money.tsx';
import { DisputeStatus } from './dispute-status.tsx';

type Dispute = CallMoneyData['disputes'][number];
type Props = { data: CallMoneyData; reload: () => Promise<void> };

export function CallDisputes({ data: { disputes }, reload }: Props) {
  if (disputes.length === 0) return null;
  return (
    <ul class="list" aria-label={t('disputes.title')}>
      {disputes.map((dispute) => (
        <li key={dispute.id}>
          <strong>{t('dispute.of', { amount: money(dispute.amount, dispute.currency) })}</strong>{' '}
          <DisputeStatus status={dispute.status} />
          <p class="note">
            {dateTime(dispute.createdAt)} · {dispute.reason}
          </p>
          {dispute.refunded !== null && (
            <p>{t('dispute.gaveBack', { amount: money(dispute.refunded, dispute.currency) })}</p>
          )}
          {dispute.resolution && <p class="note">{dispute.resolution}</p>}
          {dispute.status === 'open' && may('money.write') && <Resolve dispute={dispute} reload={reload} />}
        </li>
      ))}
    </ul>
  );
}

const OUTCOMES = ['accepted', 'rejected', 'withdrawn'] as const;

function Resolve({ dispute, reload }: { dispute: Dispute; reload: () => Promise<void> }) {
  const [isOpen, setOpen] = useState(false);
  const resolve = async (values: Record<string, string>) => {
    const { choice, numberOrNull, textOrNull, isOn } = readerOf(values);
    const outcome = choice('outcome', OUTCOMES);
    const amount = numberOrNull('amount');
    const body = {
      outcome,
      reversePayout: isOn('reversePayout'),
      note: textOrNull('note'),
      ...(outcome === 'accepted' && amount !== null && { amount }),
    };
    await dataOf(pro.POST('/disputes/{id}/resolve', { params: { path: { id: dispute.id } }, body }));
    notifyDone(t('dispute.resolved'));
    await reload();
  };
  if (!isOpen)
    return (
      <button class="small" onClick={() => setOpen(true)}>
        {t('dispute.resolve')}
      </button>
    );
  return (
    <Form onSubmit={resolve} submit={t('dispute.resolve')} cancel={() => setOpen(false)}>
      {(problems) => {
        const field = fieldsOf({}, problems);
        return (
          <>
            <div class="row">
              {field('outcome', t('column.outcome'), {
                options: OUTCOMES.map((each) => [each, word('disputeStatus', each)] as const),
              })}
              {field('amount', t('dispute.refunded'), {
                ...AMOUNT,
                max: dispute.amount,
                hint: t('dispute.refunded.hint'),
              })}
            </div>
            {field('note', t('call.notes.label'))}
            <Check name="reversePayout" label={t('dispute.reversePayout')} />
          </>
        );
      }}
    </Form>
  );
}
