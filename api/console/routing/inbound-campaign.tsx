/** One campaign that takes calls: its settings, and its buyers, who get the calls that no bid wins. */
import { Link, useLocation } from 'wouter-preact';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, pro } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { Form } from '../ui/form.tsx';
import { number, phone } from '../ui/format.ts';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import { fieldsOf, NUMBER, optionsOf, readerOf } from '../ui/values.tsx';
import { type Campaign, InboundForm, readCampaign } from './inbound-form.tsx';

export function NewInboundScreen() {
  const [, go] = useLocation();
  const done = ({ id, name }: { id: number; name: string }) => {
    notifyDone(t('created.done', { name }));
    go(`/inbound/${id}`, { replace: true });
  };
  return (
    <Page title={t('inbound.new')} note={t('inbound.new.note')}>
      <Card class="narrow">
        <InboundForm done={done} cancel={() => go('/inbound')} />
      </Card>
    </Page>
  );
}

export function InboundScreen({ id = '' }: ScreenProps) {
  const campaign = useLoad(() => readCampaign(Number(id)), [id]);
  useReloadOn(['campaign:updated'], campaign.reload);
  return <Shown of={campaign}>{(data) => <Details campaign={data} reload={campaign.reload} />}</Shown>;
}

type Props = { campaign: Campaign; reload: () => Promise<void> };

async function setStatus({ id, name, status }: Campaign): Promise<void> {
  const next = status === 'active' ? 'paused' : 'active';
  if (next === 'paused') {
    const question = { title: t('campaign.pause.title', { name }), body: t('inbound.pause.body') };
    if (!(await confirm({ ...question, action: t('campaign.pause') }))) return;
  }
  const run = () => dataOf(pro.PUT('/campaigns/{id}', { params: { path: { id } }, body: { status: next } }));
  await act(run, t(next === 'paused' ? 'campaign.paused' : 'campaign.started', { name }));
}

function Details({ campaign, reload }: Props) {
  const { id, name, status } = campaign;
  const done = () => {
    notifyDone(t('call.saved'));
    void reload();
  };
  return (
    <Page
      title={name}
      note={<Badge tone={status === 'active' ? 'good' : 'warn'}>{word('campaignStatus', status)}</Badge>}
      actions={
        <>
          <Link class="button" href={`/calls?campaign_id=${id}`}>
            {t('inbound.calls')}
          </Link>
          <Link class="button" href={`/auctions?campaign=${id}`}>
            {t('auctions.title')}
          </Link>
          {may('campaigns.write') && (
            <button onClick={() => void setStatus(campaign).then(reload)}>
              {t(status === 'active' ? 'campaign.pause' : 'campaign.start')}
            </button>
          )}
        </>
      }
    >
      <div class="columns">
        <Card title={t('campaign.settings')}>
          <InboundForm key={campaign.updatedAt} campaign={campaign} done={done} />
        </Card>
        <Card title={t('buyers.title')}>
          <Buyers campaign={campaign} reload={reload} />
        </Card>
      </div>
    </Page>
  );
}

function Buyers({ campaign, reload }: Props) {
  const all = useLoad(() => dataOf(pro.GET('/buyers')), []);
  const others = (all.data ?? []).filter(({ id }) => campaign.buyers.every((own) => own.id !== id));
  const remove = async (buyer: Campaign['buyers'][number]) => {
    const path = { campaignId: campaign.id, buyerId: buyer.id };
    const run = () => dataOf(pro.DELETE('/campaigns/{campaignId}/buyers/{buyerId}', { params: { path } }));
    await act(run, t('router.removed', { name: buyer.name }));
    await reload();
  };
  return (
    <>
      <p class="hint">{t(campaign.enableRtb ? 'inbound.buyers.afterBids' : 'inbound.buyers.first')}</p>
      <Table
        caption={t('buyers.title')}
        rows={campaign.buyers}
        rowKey={({ id }) => id}
        href={({ id }) => `/buyers/${id}`}
        columns={[
          { key: 'name', title: t('buyer'), sort: ({ name }) => name, show: ({ name }) => name },
          { key: 'phone', title: t('column.phone'), class: 'nowrap', show: (row) => phone(row.phoneNumber) },
          { key: 'priority', title: t('router.priority'), isNumber: true, show: (row) => number(row.priority) },
          {
            key: 'remove',
            title: '',
            show: (buyer) =>
              may('buyers.write') && (
                <div class="actions">
                  <button
                    class="small"
                    aria-label={`${t('talk.remove')}: ${buyer.name}`}
                    onClick={() => void remove(buyer)}
                  >
                    {t('talk.remove')}
                  </button>
                </div>
              ),
          },
        ]}
        empty={<Empty title={t('inbound.noBuyers')}>{t('inbound.noBuyers.text')}</Empty>}
      />
      {may('buyers.write') && all.data && <AddBuyer campaign={campaign} others={others} reload={reload} />}
    </>
  );
}

type AddProps = Props & { others: readonly { id: number; name: string }[] };

function AddBuyer({ campaign, others, reload }: AddProps) {
  if (others.length === 0) return <Link href="/buyers/new">{t('buyers.new')}</Link>;
  const add = async (values: Record<string, string>) => {
    const read = readerOf(values);
    const body = { buyerId: read.number('buyerId'), priority: read.number('priority') };
    const params = { path: { campaignId: campaign.id } };
    await dataOf(pro.POST('/campaigns/{campaignId}/buyers', { params, body }));
    await reload();
  };
  return (
    <Form key={others.map(({ id }) => id).join()} onSubmit={add} submit={t('inbound.addBuyer')}>
      {(problems) => {
        const field = fieldsOf({}, problems);
        return (
          <div class="row">
            {field('buyerId', t('buyer'), { options: optionsOf(others) })}
            {field('priority', t('router.priority'), { ...NUMBER, value: 1, hint: t('router.priority.hint') })}
          </div>
        );
      }}
    </Form>
  );
}
