/** One buyer of calls: settings, use of the limits, calls, statement, and the address for reports. */
import { Link, useLocation } from 'wouter-preact';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, pro } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { Fill } from '../ui/fill.tsx';
import { money } from '../ui/format.ts';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Card, Page, Shown } from '../ui/parts.tsx';
import { PostbackAddress } from '../ui/postback-address.tsx';
import { may } from '../ui/session.ts';
import { t } from '../ui/texts.ts';
import { type Buyer, BuyerForm, readBuyer } from './buyer-form.tsx';
import { BuyerStatus, toggleBuyer } from './buyers.tsx';

export function NewBuyerScreen() {
  const [, go] = useLocation();
  const done = ({ id, name }: Buyer) => {
    notifyDone(t('created.done', { name }));
    go(`/buyers/${id}`, { replace: true });
  };
  return (
    <Page title={t('buyers.new')} note={t('buyers.new.note')}>
      <Card class="narrow">
        <BuyerForm done={done} cancel={() => go('/buyers')} />
      </Card>
    </Page>
  );
}

async function readAll(id: number) {
  const [buyer, usages] = await Promise.all([readBuyer(id), dataOf(pro.GET('/buyers/usage'))]);
  return { buyer, usage: usages.find((each) => each.id === id) };
}

type Data = Awaited<ReturnType<typeof readAll>>;

export function BuyerScreen({ id = '' }: ScreenProps) {
  const buyer = useLoad(() => readAll(Number(id)), [id]);
  useReloadOn(['call:ended', 'call:valued'], buyer.reload, 5_000);
  return <Shown of={buyer}>{(data) => <BuyerDetails data={data} reload={buyer.reload} />}</Shown>;
}

function BuyerDetails({ data: { buyer, usage }, reload }: { data: Data; reload: () => Promise<void> }) {
  const [, go] = useLocation();
  const { id, name, isActive } = buyer;
  const done = () => {
    notifyDone(t('call.saved'));
    void reload();
  };
  const remove = async () => {
    const question = { title: t('delete.title', { name }), body: t('buyer.delete.body'), action: t('action.delete') };
    if (!(await confirm({ ...question, isDangerous: true }))) return;
    const run = () => dataOf(pro.DELETE('/buyers/{id}', { params: { path: { id } } }));
    if (await act(run, t('delete.done', { name }))) go('/buyers');
  };
  return (
    <Page
      title={name}
      note={<BuyerStatus isActive={isActive} />}
      actions={
        may('buyers.write') && (
          <>
            <button onClick={() => void toggleBuyer(buyer).then(reload)}>
              {t(isActive ? 'action.pause' : 'action.resume')}
            </button>
            <button class="quiet-danger" onClick={() => void remove()}>
              {t('action.delete')}
            </button>
          </>
        )
      }
    >
      <div class="columns wide-left">
        <Card title={t('campaign.settings')}>
          <BuyerForm key={buyer.updatedAt} buyer={buyer} done={done} />
        </Card>
        <div class="form">
          <Card title={t('caps.used')}>
            <Usage buyer={buyer} usage={usage} />
          </Card>
          <Card title={t('target.more')}>
            <dl class="facts">
              <dt>{t('nav.calls')}</dt>
              <dd>
                <Link href={`/calls?buyer_id=${id}`}>{t('buyer.calls')}</Link>
              </dd>
              <dt>{t('statement')}</dt>
              <dd>
                <Link href={`/statements/buyer/${id}`}>{t('statement.open')}</Link>
              </dd>
            </dl>
            <PostbackAddress kind="buyer" id={id} />
          </Card>
        </div>
      </div>
    </Page>
  );
}

function Usage({ buyer, usage }: Data) {
  const amount = (value: number) => money(value, buyer.currency);
  const rows = [
    [t('caps.live'), usage?.liveCalls, buyer.maxConcurrentCalls],
    [t('caps.hour'), usage?.callsThisHour, buyer.hourlyCallLimit],
    [t('caps.day'), usage?.callsToday, buyer.dailyCallLimit],
    [t('caps.month'), usage?.callsThisMonth, buyer.monthlyCallLimit],
    [t('caps.revenueDay'), usage?.revenueToday, buyer.dailyRevenueCap, amount],
    [t('caps.revenueMonth'), usage?.revenueThisMonth, buyer.monthlyRevenueCap, amount],
  ] as const;
  return (
    <dl class="facts">
      {rows.map(([title, used, max, show]) => [
        <dt key={title}>{title}</dt>,
        <dd key={`${title} used`}>
          <Fill used={used ?? 0} max={max} {...(show && { show })} />
        </dd>,
      ])}
    </dl>
  );
}
