/** One publisher: terms, campaigns with their revenue, numbers and tags, and what the publisher is owed. */
import { Link, useLocation } from 'wouter-preact';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, pro } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { money, number } from '../ui/format.ts';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Card, Page, Shown, Stat } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { t } from '../ui/texts.ts';
import { type Publisher, PublisherForm, readPublisher } from './publisher-form.tsx';
import { PublisherCampaigns, PublisherSources } from './publisher-parts.tsx';

export function NewPublisherScreen() {
  const [, go] = useLocation();
  const done = ({ id, name }: Publisher) => {
    notifyDone(t('created.done', { name }));
    go(`/publishers/${id}`, { replace: true });
  };
  return (
    <Page title={t('publishers.new')} note={t('publishers.note')}>
      <Card class="narrow">
        <PublisherForm done={done} cancel={() => go('/publishers')} />
      </Card>
    </Page>
  );
}

async function readAll(id: number) {
  const params = { params: { path: { publisherId: id } } };
  const [publisher, campaigns, numbers, tags, payouts] = await Promise.all([
    readPublisher(id),
    dataOf(pro.GET('/publishers/{publisherId}/campaigns', params)),
    dataOf(pro.GET('/publishers/{publisherId}/phone-numbers', params)),
    dataOf(pro.GET('/publishers/{publisherId}/tracking-tags', params)),
    dataOf(pro.GET('/publishers/{publisherId}/payouts', { params: { ...params.params, query: { limit: 1 } } })),
  ]);
  return { publisher, campaigns, numbers, tags, payouts };
}

export type PublisherData = Awaited<ReturnType<typeof readAll>>;

export function PublisherScreen({ id = '' }: ScreenProps) {
  const publisher = useLoad(() => readAll(Number(id)), [id]);
  useReloadOn(['call:valued'], publisher.reload, 5_000);
  return <Shown of={publisher}>{(data) => <Details data={data} reload={publisher.reload} />}</Shown>;
}

function Details({ data, reload }: { data: PublisherData; reload: () => Promise<void> }) {
  const [, go] = useLocation();
  const { publisher, campaigns, payouts } = data;
  const { id, name } = publisher;
  const remove = async () => {
    const body = t('publisher.delete.body');
    const question = { title: t('delete.title', { name }), body, action: t('action.delete'), isDangerous: true };
    if (!(await confirm(question))) return;
    const run = () => dataOf(pro.DELETE('/publishers/{id}', { params: { path: { id } } }));
    if (await act(run, t('delete.done', { name }))) go('/publishers');
  };
  const done = () => {
    notifyDone(t('call.saved'));
    void reload();
  };
  const calls = campaigns.reduce((sum, campaign) => sum + campaign.calls, 0);
  return (
    <Page
      title={name}
      note={publisher.companyName}
      actions={
        may('publishers.write') && (
          <button class="quiet-danger" onClick={() => void remove()}>
            {t('action.delete')}
          </button>
        )
      }
    >
      <section class="stats" aria-label={name}>
        <Stat
          label={t('publisher.owed')}
          value={money(payouts.totalAmount, payouts.currency)}
          note={t('publisher.owed.note')}
          href={`/statements/publisher/${id}`}
        />
        <Stat label={t('nav.calls')} value={number(calls)} href={`/calls?publisher_id=${id}`} />
        <Stat label={t('publisher.payout')} value={money(publisher.defaultPayout, publisher.currency)} />
      </section>
      <div class="columns">
        <div class="form">
          <Card title={t('nav.campaigns')}>
            <PublisherCampaigns data={data} reload={reload} />
          </Card>
          <Card title={t('publisher.sources')}>
            <PublisherSources data={data} reload={reload} />
          </Card>
        </div>
        <Card title={t('campaign.settings')}>
          <PublisherForm key={publisher.updatedAt} publisher={publisher} done={done} />
          <Link href={`/statements/publisher/${id}`}>{t('statement.open')}</Link>
        </Card>
      </div>
    </Page>
  );
}
