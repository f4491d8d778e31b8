/** The money of a call: what it earned and cost, each entry of the ledger, corrections, and disputes. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { dataOf, pro } from '../ui/api.ts';
import { Form } from '../ui/form.tsx';
import { dateTime, money } from '../ui/format.ts';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { notifyDone } from '../ui/notices.tsx';
import { Card, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { t, word } from '../ui/texts.ts';
import { AMOUNT, fieldsOf, readerOf } from '../ui/values.tsx';
import { CallDisputes } from './call-disputes.tsx';

async function readMoney(id: number) {
  const params = { params: { path: { id } } };
  const [ledger, { disputes }, { bidRequests }] = await Promise.all([
    dataOf(pro.GET('/calls/{id}/ledger', params)),
    dataOf(pro.GET('/calls/{id}/disputes', params)),
    dataOf(pro.GET('/rtb/bid-requests', { params: { query: { callId: id, limit: 1 } } })),
  ]);
  return { ledger, disputes, auction: bidRequests[0] };
}

export type CallMoneyData = Awaited<ReturnType<typeof readMoney>>;

export function CallMoney({ id }: { id: number }) {
  const loaded = useLoad(() => readMoney(id), [id]);
  useReloadOn(['call:valued', 'call:ended'], loaded.reload, 2_000);
  return (
    <Card title={t('money.title')}>
      <Shown of={loaded}>{(data) => <Money id={id} data={data} reload={loaded.reload} />}</Shown>
    </Card>
  );
}

type Props = { id: number; data: CallMoneyData; reload: () => Promise<void> };

function Money({ id, data, reload }: Props) {
  const { ledger, auction } = data;
  const { revenue, currency, payout, payoutCurrency, converted } = ledger;
  return (
    <>
      <dl class="facts">
        <dt>{t('money.earned')}</dt>
        <dd>{revenue === null ? t('auction.later') : money(revenue, currency ?? 'USD')}</dd>
        <dt>{t('report.payout')}</dt>
        <dd>{money(payout, payoutCurrency ?? 'USD')}</dd>
        <dt>{t('money.converted')}</dt>
        <dd>{converted === null ? '–' : t(converted ? 'yes' : 'no')}</dd>
        {auction && (
          <>
            <dt>{t('money.auction')}</dt>
            <dd>
              <Link href={`/auctions/${auction.id}`}>{t('auction.ladder')}</Link>
            </dd>
          </>
        )}
      </dl>
      <Transactions data={data} />
      <CallDisputes data={data} reload={reload} />
      {may('money.write') && revenue !== null && <Corrections id={id} data={data} reload={reload} />}
    </>
  );
}

/** Accounts of what is owed to others. The ledger has these amounts as negative ones. */
const OWED_TO: readonly string[] = ['publisher', 'carrier'];

/** What each transaction changed for the buyer or target, and for the publisher and the carrier. */
function Transactions({ data: { ledger } }: { data: CallMoneyData }) {
  if (ledger.transactions.length === 0) return null;
  return (
    <ul class="list" aria-label={t('statement.lines')}>
      {ledger.transactions.map(({ id, kind, reason, createdAt, entries }) => (
        <li key={id}>
          <strong>{word('ledger', kind)}</strong> <span class="note">{dateTime(createdAt)}</span>
          {reason && <p class="note">{reason}</p>}
          <p>
            {entries
              .filter(({ account }) => account !== 'revenue' && account !== 'payout' && account !== 'carrier_cost')
              .map(
                ({ account, amount, currency }) =>
                  `${word('account', account)} ${money(OWED_TO.includes(account) ? -amount : amount, currency)}`,
              )
              .join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Corrections({ id, data, reload }: Props) {
  const [open, setOpen] = useState<'adjust' | 'dispute' | undefined>(undefined);
  const close = () => setOpen(undefined);
  const params = { path: { id } };
  const isDisputed = data.disputes.some(({ status }) => status === 'open');
  const adjust = async (values: Record<string, string>) => {
    const { number, text } = readerOf(values);
    const body = { revenue: number('revenue'), payout: number('payout'), reason: text('reason') };
    await dataOf(pro.POST('/calls/{id}/adjustments', { params, body }));
    notifyDone(t('money.adjusted'));
    close();
    await reload();
  };
  const dispute = async (values: Record<string, string>) => {
    const { numberOrNull, text } = readerOf(values);
    const amount = numberOrNull('amount');
    const body = { reason: text('reason'), ...(amount !== null && { amount }) };
    await dataOf(pro.POST('/calls/{id}/disputes', { params, body }));
    notifyDone(t('dispute.opened'));
    close();
    await reload();
  };
  const any = { ...AMOUNT, min: -1_000_000 };
  if (open === 'adjust')
    return (
      <Form onSubmit={adjust} submit={t('money.adjust')} cancel={close}>
        {(problems) => {
          const field = fieldsOf({}, problems);
          return (
            <>
              <div class="row">
                {field('revenue', t('money.revenueChange'), {
                  ...any,
                  value: 0,
                  autoFocus: true,
                  hint: t('money.change.hint'),
                })}
                {field('payout', t('money.payoutChange'), { ...any, value: 0 })}
              </div>
              {field('reason', t('money.reason'), { required: true })}
            </>
          );
        }}
      </Form>
    );
  if (open === 'dispute')
    return (
      <Form onSubmit={dispute} submit={t('dispute.open')} cancel={close}>
        {(problems) => {
          const field = fieldsOf({}, problems);
          return (
            <>
              {field('amount', t('dispute.amount'), { ...AMOUNT, autoFocus: true, hint: t('dispute.amount.hint') })}
              {field('reason', t('money.reason'), { required: true })}
            </>
          );
        }}
      </Form>
    );
  return (
    <div class="actions">
      <button onClick={() => setOpen('adjust')}>{t('money.adjust')}</button>
      {!isDisputed && <button onClick={() => setOpen('dispute')}>{t('dispute.open')}</button>}
    </div>
  );
}
