/** One RTB target: settings, use of its caps, a test ping, its statement, and the address for its reports. */
import { Link, useLocation } from 'wouter-preact';
import { PostbackAddress } from '../ui/postback-address.tsx';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, pro } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { Fill } from '../ui/fill.tsx';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Card, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { t } from '../ui/texts.ts';
import { readTarget, type Target, TargetForm } from './target-form.tsx';
import { TargetTest } from './target-test.tsx';
import { TargetStatus, toggleTarget } from './targets.tsx';

export function NewTargetScreen() {
  const [, go] = useLocation();
  const done = ({ id, name }: Target) => {
    notifyDone(t('created.done', { name }));
    go(`/targets/${id}`, { replace: true });
  };
  return (
    <Page title={t('targets.new')} note={t('targets.new.note')}>
      <Card class="narrow">
        <TargetForm done={done} cancel={() => go('/targets')} />
      </Card>
    </Page>
  );
}

async function readAll(id: number) {
  const [target, usages, routers] = await Promise.all([
    readTarget(id),
    dataOf(pro.GET('/rtb/targets/usage')),
    dataOf(pro.GET('/rtb/routers')),
  ]);
  const usage = usages.find((each) => each.id === id);
  return { target, usage, routers: routers.filter((each) => each.assignedTargets.some((own) => own.id === id)) };
}

type Data = Awaited<ReturnType<typeof readAll>>;

export function TargetScreen({ id = '' }: ScreenProps) {
  const target = useLoad(() => readAll(Number(id)), [id]);
  useReloadOn(['auction:decided', 'call:ended'], target.reload, 5_000);
  return <Shown of={target}>{(data) => <TargetDetails data={data} reload={target.reload} />}</Shown>;
}

function TargetDetails({ data, reload }: { data: Data; reload: () => Promise<void> }) {
  const [, go] = useLocation();
  const { target, usage } = data;
  const { id, name, isActive } = target;
  const done = () => {
    notifyDone(t('call.saved'));
    void reload();
  };
  const remove = async () => {
    const question = { title: t('delete.title', { name }), body: t('target.delete.body'), action: t('action.delete') };
    if (!(await confirm({ ...question, isDangerous: true }))) return;
    const run = () => dataOf(pro.DELETE('/rtb/targets/{id}', { params: { path: { id } } }));
    if (await act(run, t('delete.done', { name }))) go('/targets');
  };
  return (
    <Page
      title={name}
      note={<TargetStatus isActive={isActive} isCapped={usage?.isCapped} />}
      actions={
        may('rtb.write') && (
          <>
            <button onClick={() => void toggleTarget(target).then(reload)}>
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
          <TargetForm key={target.updatedAt} target={target} done={done} />
        </Card>
        <TargetSide data={data} />
      </div>
    </Page>
  );
}

function TargetSide({ data: { target, usage, routers } }: { data: Data }) {
  const { id } = target;
  const caps = [
    [t('caps.live'), usage?.liveCalls, target.maxConcurrentCalls],
    [t('caps.hour'), usage?.callsThisHour, target.hourlyCap],
    [t('caps.day'), usage?.callsToday, target.dailyCap],
    [t('caps.month'), usage?.callsThisMonth, target.monthlyCap],
  ] as const;
  return (
    <div class="form">
      <Card title={t('test.title')}>
        <TargetTest target={target} />
      </Card>
      <Card title={t('caps.used')}>
        <dl class="facts">
          {caps.map(([title, used, max]) => [
            <dt key={title}>{title}</dt>,
            <dd key={`${title} used`}>
              <Fill used={used ?? 0} max={max} />
            </dd>,
          ])}
        </dl>
      </Card>
      <Card title={t('target.more')}>
        <dl class="facts">
          <dt>{t('routers.title')}</dt>
          <dd>
            {routers.length === 0 && t('target.noRouter')}
            {routers.map((router) => (
              <div key={router.id}>
                <Link href={`/routers/${router.id}`}>{router.name}</Link>
              </div>
            ))}
          </dd>
          <dt>{t('nav.calls')}</dt>
          <dd>
            <Link href={`/calls?target_id=${id}`}>{t('target.calls')}</Link>
          </dd>
          <dt>{t('statement')}</dt>
          <dd>
            <Link href={`/statements/target/${id}`}>{t('statement.open')}</Link>
          </dd>
        </dl>
        <PostbackAddress kind="target" id={id} />
      </Card>
    </div>
  );
}
