/** One number pool: its numbers, how full it is, and how large it should be. */
import { useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, pro } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { Copy } from '../ui/copy.tsx';
import { Check, Form } from '../ui/form.tsx';
import { number, percent, phone } from '../ui/format.ts';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Card, Empty, Page, Shown, Stat } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';
import { count, t, word } from '../ui/texts.ts';
import { fieldsOf, optionsOf, readerOf } from '../ui/values.tsx';

async function readPool(id: number) {
  const params = { params: { path: { id } } };
  const [pool, stats, numbers] = await Promise.all([
    dataOf(pro.GET('/pools/{id}', params)),
    dataOf(pro.GET('/pools/{id}/stats', params)),
    dataOf(pro.GET('/phone-numbers')),
  ]);
  return { pool, stats, free: numbers.filter(({ status }) => status === 'available') };
}

type Data = Awaited<ReturnType<typeof readPool>>;
type Pool = Data['pool'];

function PoolForm({ pool, done, cancel }: { pool?: Pool; done: (id: number) => void; cancel?: () => void }) {
  const [secret, setSecret] = useState<{ id: number; text: string } | undefined>(undefined);
  const save = async (values: Record<string, string>) => {
    const { text, textOrNull, isOn } = readerOf(values);
    const body = {
      name: text('name'),
      description: textOrNull('description'),
      webhookUrl: textOrNull('webhookUrl'),
      isActive: isOn('isActive'),
    };
    const saved = pool
      ? pro.PUT('/pools/{id}', { params: { path: { id: pool.id } }, body })
      : pro.POST('/pools', { body });
    const { id, webhookSecret } = await dataOf<Pool & { webhookSecret?: string }>(saved);
    if (webhookSecret === undefined) done(id);
    else setSecret({ id, text: webhookSecret });
  };
  if (secret)
    return (
      <>
        <p class="callout">{t('pool.secret.hint')}</p>
        <Copy text={secret.text} label={t('pool.secret')} />
        <button class="primary" onClick={() => done(secret.id)}>
          {t('action.close')}
        </button>
      </>
    );
  return (
    <Form onSubmit={save} submit={t(pool ? 'action.save' : 'pools.create')} {...(cancel && { cancel })}>
      {(problems) => {
        const field = fieldsOf(pool, problems);
        return (
          <>
            {field('name', t('field.name'), { required: true, autoFocus: !pool })}
            {field('description', t('field.description'))}
            {field('webhookUrl', t('pool.webhook'), { type: 'url', hint: t('pool.webhook.hint') })}
            <Check name="isActive" label={t('pool.isActive')} checked={pool?.isActive ?? true} />
          </>
        );
      }}
    </Form>
  );
}

export function NewPoolScreen() {
  const [, go] = useLocation();
  const done = (id: number) => {
    notifyDone(t('call.saved'));
    go(`/pools/${id}`, { replace: true });
  };
  return (
    <Page title={t('pools.new')} note={t('pools.note')}>
      <Card class="narrow">
        <PoolForm done={done} cancel={() => go('/pools')} />
      </Card>
    </Page>
  );
}

export function PoolScreen({ id = '' }: ScreenProps) {
  const pool = useLoad(() => readPool(Number(id)), [id]);
  useReloadOn(['call:updated', 'call:ended'], pool.reload, 10_000);
  return <Shown of={pool}>{(data) => <PoolDetails data={data} reload={pool.reload} />}</Shown>;
}

type Props = { data: Data; reload: () => Promise<void> };

function PoolDetails({ data, reload }: Props) {
  const [, go] = useLocation();
  const { pool, stats } = data;
  const { id, name } = pool;
  const remove = async () => {
    const question = { title: t('delete.title', { name }), body: t('pool.delete.body'), action: t('action.delete') };
    if (!(await confirm({ ...question, isDangerous: true }))) return;
    if (await act(() => dataOf(pro.DELETE('/pools/{id}', { params: { path: { id } } })), t('delete.done', { name })))
      go('/pools');
  };
  return (
    <Page
      title={name}
      note={pool.description}
      actions={
        may('pools.write') && (
          <button class="quiet-danger" onClick={() => void remove()}>
            {t('action.delete')}
          </button>
        )
      }
    >
      <section class="stats" aria-label={name}>
        <Stat
          label={t('pool.inUse')}
          value={number(stats.inUseNumbers)}
          note={count('pool.ofNumbers', stats.totalNumbers)}
        />
        <Stat label={t('pool.utilization')} value={percent(stats.utilizationRate, 0)} />
        <Stat label={t('nav.calls')} value={number(stats.totalCalls)} />
        <Stat
          label={t('pool.overflow')}
          value={percent(stats.overflowRate)}
          tone={stats.overflowRate > 0.01 ? 'bad' : undefined}
          note={t('pool.overflow.note')}
        />
        <Stat
          label={t('pool.recommended')}
          value={number(stats.recommendedSize)}
          tone={stats.recommendedSize > stats.totalNumbers ? 'warn' : undefined}
          note={t('pool.recommended.note')}
        />
      </section>
      <div class="columns">
        <Card title={t('numbers.title')}>
          <PoolNumbers data={data} reload={reload} />
        </Card>
        <Card title={t('campaign.settings')}>
          <PoolForm
            key={pool.updatedAt}
            pool={pool}
            done={() => {
              notifyDone(t('call.saved'));
              void reload();
            }}
          />
        </Card>
      </div>
    </Page>
  );
}

function PoolNumbers({ data: { pool, free }, reload }: Props) {
  const add = async (values: Record<string, string>) => {
    const body = { phoneNumberId: readerOf(values).number('phoneNumberId') };
    await dataOf(pro.POST('/pools/{poolId}/numbers', { params: { path: { poolId: pool.id } }, body }));
    await reload();
  };
  const remove = async (id: number, shown: string) => {
    const path = { poolId: pool.id, phoneNumberId: id };
    const run = () => dataOf(pro.DELETE('/pools/{poolId}/numbers/{phoneNumberId}', { params: { path } }));
    await act(run, t('router.removed', { name: shown }));
    await reload();
  };
  const choices = free.map(({ id, phoneNumber }) => ({ id, name: phone(phoneNumber) }));
  return (
    <>
      <Table
        caption={t('numbers.title')}
        rows={pool.phoneNumbers}
        rowKey={({ id }) => id}
        href={({ id }) => `/numbers/${id}`}
        columns={[
          { key: 'number', title: t('number'), sort: (row) => row.phoneNumber, show: (row) => phone(row.phoneNumber) },
          { key: 'status', title: t('column.status'), show: ({ status }) => word('numberStatus', status) },
          {
            key: 'remove',
            title: '',
            show: ({ id, phoneNumber }) =>
              may('pools.write') && (
                <div class="actions">
                  <button
                    class="small"
                    aria-label={`${t('talk.remove')}: ${phone(phoneNumber)}`}
                    onClick={() => void remove(id, phone(phoneNumber))}
                  >
                    {t('talk.remove')}
                  </button>
                </div>
              ),
          },
        ]}
        empty={<Empty title={t('pool.noNumbers')}>{t('pool.noNumbers.text')}</Empty>}
      />
      {may('pools.write') &&
        (choices.length === 0 ? (
          <Link href="/numbers/buy">{t('numbers.buy')}</Link>
        ) : (
          <Form key={choices.map(({ id }) => id).join()} onSubmit={add} submit={t('pool.add')}>
            {(problems) => fieldsOf({}, problems)('phoneNumberId', t('number'), { options: optionsOf(choices) })}
          </Form>
        ))}
    </>
  );
}
