/** The campaigns, numbers and tags of a publisher. */
import { Link } from 'wouter-preact';
import { dataOf, pro } from '../ui/api.ts';
import { Form } from '../ui/form.tsx';
import { money, number, phone } from '../ui/format.ts';
import { useLoad } from '../ui/load.ts';
import { act } from '../ui/notices.tsx';
import { Empty } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';
import { AMOUNT, fieldsOf, optionsOf, readerOf } from '../ui/values.tsx';
import type { PublisherData } from './publisher.tsx';

type Props = { data: PublisherData; reload: () => Promise<void> };

const removeButton = (name: string, remove: () => Promise<unknown>) =>
  may('publishers.write') && (
    <div class="actions">
      <button class="small" aria-label={`${t('talk.remove')}: ${name}`} onClick={() => void remove()}>
        {t('talk.remove')}
      </button>
    </div>
  );

export function PublisherCampaigns({ data: { publisher, campaigns }, reload }: Props) {
  const remove = async (campaignId: number, name: string) => {
    const path = { publisherId: publisher.id, campaignId };
    const run = () => dataOf(pro.DELETE('/publishers/{publisherId}/campaigns/{campaignId}', { params: { path } }));
    await act(run, t('router.removed', { name }));
    await reload();
  };
  return (
    <>
      <Table
        caption={t('nav.campaigns')}
        name="campaigns-"
        rows={campaigns}
        rowKey={({ campaignId }) => campaignId}
        href={({ campaignId }) => `/inbound/${campaignId}`}
        columns={[
          {
            key: 'name',
            title: t('column.campaign'),
            sort: (row) => row.campaignName,
            show: (row) => row.campaignName,
          },
          {
            key: 'payout',
            title: t('publisher.payout'),
            isNumber: true,
            show: (row) => money(row.customPayout ?? publisher.defaultPayout, publisher.currency),
          },
          {
            key: 'calls',
            title: t('nav.calls'),
            isNumber: true,
            sort: ({ calls }) => calls,
            show: ({ calls }) => number(calls),
          },
          {
            key: 'revenue',
            title: t('publisher.earned'),
            isNumber: true,
            sort: ({ revenue }) => revenue,
            show: ({ revenue }) => money(revenue, publisher.currency),
          },
          {
            key: 'remove',
            title: '',
            show: (row) => removeButton(row.campaignName, () => remove(row.campaignId, row.campaignName)),
          },
        ]}
        empty={<Empty title={t('publisher.noCampaigns')}>{t('publisher.noCampaigns.text')}</Empty>}
      />
      {may('publishers.write') && <AddCampaign publisherId={publisher.id} own={campaigns} reload={reload} />}
    </>
  );
}

type AddProps = { publisherId: number; own: PublisherData['campaigns']; reload: () => Promise<void> };

function AddCampaign({ publisherId, own, reload }: AddProps) {
  const all = useLoad(() => dataOf(pro.GET('/campaigns')), []);
  const others = (all.data ?? []).filter(({ id }) => own.every((each) => each.campaignId !== id));
  const add = async (values: Record<string, string>) => {
    const { number: numberOf, numberOrNull } = readerOf(values);
    const body = { campaignId: numberOf('campaignId'), customPayout: numberOrNull('customPayout') };
    await dataOf(pro.POST('/publishers/{publisherId}/campaigns', { params: { path: { publisherId } }, body }));
    await reload();
  };
  if (others.length === 0) return null;
  return (
    <Form key={others.map(({ id }) => id).join()} onSubmit={add} submit={t('publisher.addCampaign')}>
      {(problems) => {
        const field = fieldsOf({}, problems);
        return (
          <div class="row">
            {field('campaignId', t('column.campaign'), { options: optionsOf(others) })}
            {field('customPayout', t('publisher.customPayout'), { ...AMOUNT, hint: t('publisher.customPayout.hint') })}
          </div>
        );
      }}
    </Form>
  );
}

async function readChoices() {
  const [numbers, tags] = await Promise.all([dataOf(pro.GET('/phone-numbers')), dataOf(pro.GET('/tracking-tags'))]);
  return { numbers, tags };
}

type Source = { key: string; kind: 'number' | 'tag'; id: number; name: string };

/** A call counts for the publisher when it comes over one of these numbers, or from a page with one of these tags. */
export function PublisherSources({ data, reload }: Props) {
  const choices = useLoad(readChoices, []);
  const publisherId = data.publisher.id;
  const sources: Source[] = [
    ...data.numbers.map((row) => ({ kind: 'number' as const, id: row.phoneNumberId, name: phone(row.phoneNumber) })),
    ...data.tags.map((row) => ({ kind: 'tag' as const, id: row.trackingTagId, name: row.name ?? row.tagCode })),
  ].map((source) => ({ ...source, key: `${source.kind}:${source.id}` }));
  const others = [
    ...(choices.data?.numbers ?? []).map(({ id, phoneNumber }) => [`number:${id}`, phone(phoneNumber)] as const),
    ...(choices.data?.tags ?? []).map(({ id, name }) => [`tag:${id}`, `${t('tag')}: ${name}`] as const),
  ].filter(([key]) => sources.every((own) => own.key !== key));
  const add = async ({ source = '' }: Record<string, string>) => {
    const [kind, id] = source.split(':');
    const params = { path: { publisherId } };
    await (kind === 'number'
      ? dataOf(pro.POST('/publishers/{publisherId}/phone-numbers', { params, body: { phoneNumberId: Number(id) } }))
      : dataOf(pro.POST('/publishers/{publisherId}/tracking-tags', { params, body: { trackingTagId: Number(id) } })));
    await reload();
  };
  const remove = async ({ kind, id, name }: Source) => {
    const numberPath = { publisherId, phoneNumberId: id };
    const tagPath = { publisherId, trackingTagId: id };
    const run = (): Promise<unknown> =>
      kind === 'number'
        ? dataOf(
            pro.DELETE('/publishers/{publisherId}/phone-numbers/{phoneNumberId}', { params: { path: numberPath } }),
          )
        : dataOf(pro.DELETE('/publishers/{publisherId}/tracking-tags/{trackingTagId}', { params: { path: tagPath } }));
    await act(run, t('router.removed', { name }));
    await reload();
  };
  return (
    <>
      <Table
        caption={t('publisher.sources')}
        name="sources-"
        rows={sources}
        rowKey={({ key }) => key}
        href={({ kind, id }) => (kind === 'number' ? `/numbers/${id}` : `/tags/${id}`)}
        columns={[
          { key: 'name', title: t('publisher.source'), sort: ({ name }) => name, show: ({ name }) => name },
          { key: 'kind', title: t('account.sessions.kind'), show: ({ kind }) => t(kind) },
          { key: 'remove', title: '', show: (source) => removeButton(source.name, () => remove(source)) },
        ]}
        empty={<Empty title={t('publisher.noSources')}>{t('publisher.noSources.text')}</Empty>}
      />
      {may('publishers.write') &&
        choices.data &&
        (others.length === 0 ? (
          <Link href="/tags/new">{t('tags.new')}</Link>
        ) : (
          <Form key={others.map(([key]) => key).join()} onSubmit={add} submit={t('publisher.addSource')}>
            {(problems) => fieldsOf({}, problems)('source', t('publisher.source'), { options: others })}
          </Form>
        ))}
    </>
  );
}
