/** One RTB router: its settings, and the targets that it asks for bids. */
import { Link, useLocation } from 'wouter-preact';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, pro } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { Form } from '../ui/form.tsx';
import { number } from '../ui/format.ts';
import { useLoad } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';
import { fieldsOf, NUMBER, optionsOf, readerOf } from '../ui/values.tsx';
import { readRouter, type Router, RouterForm } from './router-form.tsx';

export function NewRouterScreen() {
  const [, go] = useLocation();
  const done = ({ id, name }: Router) => {
    notifyDone(t('created.done', { name }));
    go(`/routers/${id}`, { replace: true });
  };
  return (
    <Page title={t('routers.new')} note={t('routers.new.note')}>
      <Card class="narrow">
        <RouterForm done={done} cancel={() => go('/routers')} />
      </Card>
    </Page>
  );
}

export function RouterScreen({ id = '' }: ScreenProps) {
  const router = useLoad(() => readRouter(Number(id)), [id]);
  return <Shown of={router}>{(data) => <RouterDetails router={data} reload={router.reload} />}</Shown>;
}

type Props = { router: Router; reload: () => Promise<void> };

function RouterDetails({ router, reload }: Props) {
  const [, go] = useLocation();
  const { id, name } = router;
  const done = () => {
    notifyDone(t('call.saved'));
    void reload();
  };
  const remove = async () => {
    const question = { title: t('delete.title', { name }), body: t('router.delete.body'), action: t('action.delete') };
    if (!(await confirm({ ...question, isDangerous: true }))) return;
    const run = () => dataOf(pro.DELETE('/rtb/routers/{id}', { params: { path: { id } } }));
    if (await act(run, t('delete.done', { name }))) go('/routers');
  };
  return (
    <Page
      title={name}
      actions={
        may('rtb.write') && (
          <button class="quiet-danger" onClick={() => void remove()}>
            {t('action.delete')}
          </button>
        )
      }
    >
      <div class="columns">
        <Card title={t('router.bidders')}>
          <Bidders router={router} reload={reload} />
        </Card>
        <Card title={t('campaign.settings')}>
          <RouterForm key={router.updatedAt} router={router} done={done} />
        </Card>
      </div>
    </Page>
  );
}

function Bidders({ router, reload }: Props) {
  const targets = useLoad(() => dataOf(pro.GET('/rtb/targets')), []);
  const own = router.assignedTargets;
  const others = (targets.data ?? []).filter(({ id }) => own.every((each) => each.id !== id));
  const remove = async ({ id, name }: Router['assignedTargets'][number]) => {
    const path = { routerId: router.id, targetId: id };
    const run = () => dataOf(pro.DELETE('/rtb/routers/{routerId}/targets/{targetId}', { params: { path } }));
    await act(run, t('router.removed', { name }));
    await reload();
  };
  return (
    <>
      <Table
        caption={t('router.bidders')}
        rows={own}
        rowKey={({ id }) => id}
        href={({ id }) => `/targets/${id}`}
        columns={[
          { key: 'name', title: t('target'), sort: ({ name }) => name, show: ({ name }) => name },
          { key: 'priority', title: t('router.priority'), isNumber: true, show: ({ priority }) => number(priority) },
          { key: 'weight', title: t('router.weight'), isNumber: true, show: ({ weight }) => number(weight) },
          {
            key: 'remove',
            title: '',
            show: (target) =>
              may('rtb.write') && (
                <div class="actions">
                  <button
                    class="small"
                    aria-label={`${t('talk.remove')}: ${target.name}`}
                    onClick={() => void remove(target)}
                  >
                    {t('talk.remove')}
                  </button>
                </div>
              ),
          },
        ]}
        empty={<Empty title={t('router.noBidders')}>{t('router.noBidders.text')}</Empty>}
      />
      {may('rtb.write') && targets.data && <AddBidder router={router} others={others} reload={reload} />}
    </>
  );
}

type AddProps = Props & { others: readonly { id: number; name: string }[] };

function AddBidder({ router, others, reload }: AddProps) {
  if (others.length === 0) return <Link href="/targets/new">{t('targets.new')}</Link>;
  const add = async (values: Record<string, string>) => {
    const read = readerOf(values);
    const body = {
      targetId: read.number('targetId'),
      priority: read.number('priority'),
      weight: read.number('weight'),
    };
    const params = { path: { routerId: router.id } };
    await dataOf(pro.POST('/rtb/routers/{routerId}/targets', { params, body }));
    await reload();
  };
  return (
    <Form key={others.map(({ id }) => id).join()} onSubmit={add} submit={t('router.add')}>
      {(problems) => {
        const field = fieldsOf({}, problems);
        return (
          <div class="row">
            {field('targetId', t('target'), { options: optionsOf(others) })}
            {field('priority', t('router.priority'), { ...NUMBER, value: 1, hint: t('router.priority.hint') })}
            {field('weight', t('router.weight'), { ...NUMBER, value: 100 })}
          </div>
        );
      }}
    </Form>
  );
}
