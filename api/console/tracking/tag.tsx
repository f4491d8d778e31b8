/** One tracking tag: its snippet to copy into a web page, and its settings. */
import { Link, useLocation } from 'wouter-preact';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, pro } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { Copy } from '../ui/copy.tsx';
import { Check, Form } from '../ui/form.tsx';
import { useLoad } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { t } from '../ui/texts.ts';
import { fieldsOf, NUMBER, optionsOf, PHONE, readerOf } from '../ui/values.tsx';

const readTag = (id: number) => dataOf(pro.GET('/tracking-tags/{id}', { params: { path: { id } } }));
type Tag = Awaited<ReturnType<typeof readTag>>;

const NEW = { idleMinutes: 30, coolDownMinutes: 10 };

type Props = { tag?: Tag; done: (tag: Tag) => void; cancel?: () => void };

function TagForm({ tag, done, cancel }: Props) {
  const campaigns = useLoad(() => dataOf(pro.GET('/campaigns')), []);
  const save = async (values: Record<string, string>) => {
    const { text, number, phoneOrNull, lines, isOn } = readerOf(values);
    const code = text('tagCode');
    const body = {
      name: text('name'),
      campaignId: number('campaignId'),
      ...(code !== '' && { tagCode: code }),
      allowedDomains: lines('allowedDomains'),
      swapNumber: phoneOrNull('swapNumber'),
      idleMinutes: number('idleMinutes'),
      coolDownMinutes: number('coolDownMinutes'),
      isActive: isOn('isActive'),
    };
    const saved = tag
      ? pro.PUT('/tracking-tags/{id}', { params: { path: { id: tag.id } }, body })
      : pro.POST('/tracking-tags', { body });
    done(await dataOf<Tag>(saved));
  };
  return (
    <Shown of={campaigns}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title={t('tag.noCampaign')}>
            <Link href="/inbound/new">{t('inbound.new')}</Link>
          </Empty>
        ) : (
          <Form onSubmit={save} submit={t(tag ? 'action.save' : 'tags.create')} {...(cancel && { cancel })}>
            {(problems) => <Fields tag={tag} campaigns={rows} problems={problems} />}
          </Form>
        )
      }
    </Shown>
  );
}

type FieldsProps = {
  tag: Tag | undefined;
  campaigns: readonly { id: number; name: string }[];
  problems: Record<string, string>;
};

function Fields({ tag, campaigns, problems }: FieldsProps) {
  const field = fieldsOf(tag ?? NEW, problems);
  return (
    <>
      <div class="row">
        {field('name', t('field.name'), { required: true, autoFocus: !tag })}
        {field('campaignId', t('column.campaign'), { options: optionsOf(campaigns), hint: t('tag.campaign.hint') })}
        {field('tagCode', t('tag.code'), { hint: t('tag.code.hint') })}
      </div>
      {field('swapNumber', t('tag.swapNumber'), { ...PHONE, hint: t('tag.swapNumber.hint') })}
      {field('allowedDomains', t('tag.domains'), {
        rows: 3,
        value: tag?.allowedDomains.join('\n') ?? '',
        hint: t('tag.domains.hint'),
        problem: Object.entries(problems).find(([name]) => name.startsWith('allowedDomains'))?.[1],
      })}
      <div class="row">
        {field('idleMinutes', t('tag.idle'), { ...NUMBER, min: 2 })}
        {field('coolDownMinutes', t('tag.coolDown'), NUMBER)}
      </div>
      <Check name="isActive" label={t('tag.isActive')} checked={tag?.isActive ?? true} />
    </>
  );
}

export function NewTagScreen() {
  const [, go] = useLocation();
  const done = ({ id, name }: Tag) => {
    notifyDone(t('created.done', { name }));
    go(`/tags/${id}`, { replace: true });
  };
  return (
    <Page title={t('tags.new')} note={t('tags.note')}>
      <Card class="narrow">
        <TagForm done={done} cancel={() => go('/tags')} />
      </Card>
    </Page>
  );
}

export function TagScreen({ id = '' }: ScreenProps) {
  const tag = useLoad(() => readTag(Number(id)), [id]);
  return <Shown of={tag}>{(data) => <TagDetails tag={data} reload={tag.reload} />}</Shown>;
}

function TagDetails({ tag, reload }: { tag: Tag; reload: () => Promise<void> }) {
  const [, go] = useLocation();
  const { id, name } = tag;
  const remove = async () => {
    const question = { title: t('delete.title', { name }), body: t('tag.delete.body'), action: t('action.delete') };
    if (!(await confirm({ ...question, isDangerous: true }))) return;
    const run = () => dataOf(pro.DELETE('/tracking-tags/{id}', { params: { path: { id } } }));
    if (await act(run, t('delete.done', { name }))) go('/tags');
  };
  const done = () => {
    notifyDone(t('call.saved'));
    void reload();
  };
  return (
    <Page
      title={name}
      actions={
        may('tracking.write') && (
          <button class="quiet-danger" onClick={() => void remove()}>
            {t('action.delete')}
          </button>
        )
      }
    >
      <Card title={t('tag.snippet')}>
        <p>{t('tag.snippet.hint')}</p>
        <Copy text={tag.javascriptCode} label={t('tag.snippet')} />
      </Card>
      <Card title={t('campaign.settings')} class="narrow">
        <TagForm key={tag.updatedAt} tag={tag} done={done} />
      </Card>
    </Page>
  );
}
