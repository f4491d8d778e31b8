/** Keys of programs: create, give a new secret, revoke. A secret is shown once. */
import { useState } from 'preact/hooks';
import type { components } from '../../client/dialer.ts';
import { dataOf, dialer } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { dateTime } from '../ui/format.ts';
import { Check, Field, Form } from '../ui/form.tsx';
import { useLoad } from '../ui/load.ts';
import { act } from '../ui/notices.tsx';
import { Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { type Secret, SecretOnce } from '../ui/secret.tsx';
import { me } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';

const readKeys = () => dataOf(dialer.GET('/api-keys', { params: { query: { limit: 100 } } }));
const create = (body: { name: string; permissions: Permission[]; expires_at: string | null }) =>
  dataOf(dialer.POST('/api-keys', { body }));
type ApiKey = Awaited<ReturnType<typeof readKeys>>['api_keys'][number];
type Permission = components['schemas']['CreateApiKeyBody']['permissions'][number];

/** The areas whose permissions no key may have, as the server says when a key asks for them. */
const NOT_FOR_KEYS = /^(users|account|api-keys|queues)\./;
const permissions = () => (me.value?.permissions ?? []).filter((name) => !NOT_FOR_KEYS.test(name));

export function ApiKeysScreen() {
  const keys = useLoad(readKeys, []);
  const [secret, setSecret] = useState<Secret | undefined>(undefined);
  const show = (name: string, value: string) =>
    setSecret({ title: t('keys.secret', { name }), hint: t('keys.secret.hint'), value });
  return (
    <Page title={t('nav.keys')} note={t('keys.note')}>
      {secret && <SecretOnce secret={secret} close={() => setSecret(undefined)} />}
      <Card>
        <Shown of={keys}>
          {(data) => (
            <Table
              caption={t('nav.keys')}
              columns={columnsOf(keys.reload, show)}
              rows={data.api_keys}
              rowKey={({ id }) => id}
              empty={<Empty title={t('keys.empty')}>{t('keys.empty.text')}</Empty>}
            />
          )}
        </Shown>
      </Card>
      <Card title={t('keys.new')}>
        <NewKey reload={keys.reload} show={show} />
      </Card>
    </Page>
  );
}

type NewKeyProps = { reload: () => Promise<void>; show: (name: string, secret: string) => void };

function NewKey({ reload, show }: NewKeyProps) {
  const [key, setKey] = useState(0);
  const submit = async ({ name = '', expires = '' }: Record<string, string>, form: FormData) => {
    const chosen = form.getAll('permission') as Permission[];
    const expiresAt = expires === '' ? null : new Date(`${expires}T23:59:59`).toISOString();
    const reply = await create({ name, permissions: chosen, expires_at: expiresAt });
    show(name, reply.key);
    setKey(key + 1);
    await reload();
  };
  return (
    <Form key={key} onSubmit={submit} submit={t('keys.create')}>
      {(problems) => (
        <>
          <div class="row">
            <Field label={t('field.name')} hint={t('keys.name.hint')} name="name" problem={problems['name']} required />
            <Field
              label={t('keys.expires')}
              hint={t('keys.expires.hint')}
              name="expires"
              type="date"
              problem={problems['expires_at']}
            />
          </div>
          <fieldset>
            <legend>{t('keys.permissions')}</legend>
            {problems['permissions'] && <p class="problem">{problems['permissions']}</p>}
            <div class="checks">
              {permissions().map((name) => (
                <Check key={name} label={name} name="permission" value={name} />
              ))}
            </div>
          </fieldset>
        </>
      )}
    </Form>
  );
}

async function rotate({ id, name }: ApiKey, show: NewKeyProps['show']): Promise<void> {
  const question = { title: t('keys.rotate.title', { name }), body: t('keys.rotate.body') };
  if (!(await confirm({ ...question, action: t('keys.rotate') }))) return;
  await act(async () => {
    const { key } = await dataOf(dialer.POST('/api-keys/{id}/rotate', { params: { path: { id } }, body: {} }));
    show(name, key);
  });
}

async function revoke({ id, name }: ApiKey): Promise<void> {
  const question = { title: t('keys.revoke.title', { name }), body: t('keys.revoke.body') };
  if (!(await confirm({ ...question, action: t('keys.revoke'), isDangerous: true }))) return;
  await act(() => dataOf(dialer.DELETE('/api-keys/{id}', { params: { path: { id } } })), t('keys.revoked', { name }));
}

const columnsOf = (reload: () => Promise<void>, show: NewKeyProps['show']): Column<ApiKey>[] => [
  { key: 'name', title: t('field.name'), sort: ({ name }) => name, show: ({ name }) => name },
  { key: 'prefix', title: t('keys.begins'), show: ({ prefix }) => <code>{prefix}…</code> },
  { key: 'may', title: t('keys.permissions'), class: 'reason', show: (key) => key.permissions.join(', ') },
  { key: 'used', title: t('keys.used'), sort: (key) => key.last_used_at, show: (key) => dateTime(key.last_used_at) },
  {
    key: 'expires',
    title: t('column.expires'),
    sort: (key) => key.expires_at,
    show: (key) => dateTime(key.expires_at),
  },
  {
    key: 'acts',
    title: '',
    show: (key) => (
      <div class="actions">
        <button
          class="small"
          aria-label={`${t('keys.rotate')}: ${key.name}`}
          onClick={() => void rotate(key, show).then(reload)}
        >
          {t('keys.rotate')}
        </button>
        <button
          class="small"
          aria-label={`${t('keys.revoke')}: ${key.name}`}
          onClick={() => void revoke(key).then(reload)}
        >
          {t('keys.revoke')}
        </button>
      </div>
    ),
  },
];
