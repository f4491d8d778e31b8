/** Who may log in: users with their roles, and invitations. */
import { useState } from 'preact/hooks';
import { useAddress } from '../ui/address.ts';
import { dataOf, dialer } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { dateTime } from '../ui/format.ts';
import { Field, Form } from '../ui/form.tsx';
import { useLoad } from '../ui/load.ts';
import { act } from '../ui/notices.tsx';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { type Secret, SecretOnce } from '../ui/secret.tsx';
import { me } from '../ui/session.ts';
import { type Column, Pager, Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';

const LIMIT = 50;
const ROLES = ['admin', 'supervisor', 'agent'] as const;
type Role = (typeof ROLES)[number];

const readUsers = (offset: number) => dataOf(dialer.GET('/users', { params: { query: { limit: LIMIT, offset } } }));
const readInvitations = () => dataOf(dialer.GET('/invitations', { params: { query: { limit: 100 } } }));
type User = Awaited<ReturnType<typeof readUsers>>['users'][number];
type Invitation = Awaited<ReturnType<typeof readInvitations>>['invitations'][number];

const nameOf = ({ first_name: first, last_name: last, email }: User) => `${first} ${last}`.trim() || email;

export function UsersScreen() {
  const [address] = useAddress();
  const offset = Number(address.get('offset') ?? 0);
  const users = useLoad(() => readUsers(offset), [offset]);
  const invitations = useLoad(readInvitations, []);
  const [secret, setSecret] = useState<Secret | undefined>(undefined);
  const invite = async ({ email = '', role }: Record<string, string>) => {
    const { code } = await dataOf(dialer.POST('/invitations', { body: { email, role: role as Role } }));
    setSecret({ title: t('users.code', { email }), hint: t('users.code.hint'), value: code });
    await invitations.reload();
  };
  return (
    <Page title={t('nav.users')}>
      {secret && <SecretOnce secret={secret} close={() => setSecret(undefined)} />}
      <Card title={t('users.invite')} class="narrow">
        <Form onSubmit={invite} submit={t('users.invite.submit')}>
          {(problems) => (
            <div class="row">
              <Field label={t('field.email')} name="email" type="email" problem={problems['email']} required />
              <Field
                label={t('users.role')}
                name="role"
                value="agent"
                options={ROLES.map((role) => [role, t(`role.${role}`)])}
              />
            </div>
          )}
        </Form>
      </Card>
      <Card title={t('nav.users')}>
        <Shown of={users}>
          {(data) => (
            <>
              <Table
                caption={t('nav.users')}
                columns={columnsOf(users.reload, setSecret)}
                rows={data.users}
                rowKey={({ id }) => id}
              />
              <Pager limit={LIMIT} shown={data.users.length} total={data.total} />
            </>
          )}
        </Shown>
      </Card>
      <Card title={t('users.invitations')}>
        <Shown of={invitations}>
          {(data) => (
            <Table
              caption={t('users.invitations')}
              name="invitations-"
              columns={invitationColumns(invitations.reload)}
              rows={data.invitations}
              rowKey={({ id }) => id}
              empty={<Empty title={t('users.invitations.empty')} />}
            />
          )}
        </Shown>
      </Card>
    </Page>
  );
}

async function update(user: User, body: { role?: Role; is_active?: boolean }, done: string): Promise<void> {
  const params = { path: { id: user.id } };
  await act(() => dataOf(dialer.PUT('/users/{id}', { params, body })), done);
}

async function toggle(user: User): Promise<void> {
  const name = nameOf(user);
  if (!user.is_active) return update(user, { is_active: true }, t('users.activated', { name }));
  const question = { title: t('users.deactivate.title', { name }), body: t('users.deactivate.body') };
  if (await confirm({ ...question, action: t('users.deactivate'), isDangerous: true }))
    await update(user, { is_active: false }, t('users.deactivated', { name }));
}

async function resetPassword({ id, email }: User, show: (secret: Secret) => void): Promise<void> {
  await act(async () => {
    const { code } = await dataOf(dialer.POST('/users/{id}/password-reset', { params: { path: { id } } }));
    show({ title: t('users.code', { email }), hint: t('users.reset.hint'), value: code });
  });
}

async function resetSecondFactor(user: User): Promise<void> {
  const name = nameOf(user);
  const question = { title: t('users.factor.title', { name }), body: t('users.factor.body') };
  if (!(await confirm({ ...question, action: t('users.factor'), isDangerous: true }))) return;
  const params = { path: { id: user.id } };
  await act(() => dataOf(dialer.DELETE('/users/{id}/second-factor', { params })), t('users.factor.done', { name }));
}

const columnsOf = (reload: () => Promise<void>, show: (secret: Secret) => void): Column<User>[] => [
  {
    key: 'name',
    title: t('field.name'),
    sort: nameOf,
    show: (user) => (
      <>
        {nameOf(user)} {user.is_owner && <Badge tone="info">{t('users.owner')}</Badge>}
      </>
    ),
  },
  { key: 'email', title: t('field.email'), sort: ({ email }) => email, show: ({ email }) => email },
  {
    key: 'role',
    title: t('users.role'),
    sort: ({ role }) => role,
    show: (user) => <RoleChoice key={user.role} user={user} reload={reload} />,
  },
  {
    key: 'state',
    title: t('column.status'),
    sort: (user) => Number(user.is_active),
    show: (user) => (
      <Badge tone={user.is_active ? 'good' : 'quiet'}>{t(user.is_active ? 'users.active' : 'users.inactive')}</Badge>
    ),
  },
  {
    key: 'factor',
    title: t('users.secondFactor'),
    show: (user) => (user.has_second_factor ? t('users.secondFactor.on') : '–'),
  },
  {
    key: 'created',
    title: t('column.created'),
    sort: (user) => user.created_at,
    show: (user) => dateTime(user.created_at),
  },
  {
    key: 'acts',
    title: '',
    show: (user) => (
      <div class="actions">
        <Act user={user} text={t('users.reset')} run={() => resetPassword(user, show)} />
        {user.has_second_factor && (
          <Act user={user} text={t('users.factor')} run={() => resetSecondFactor(user).then(reload)} />
        )}
        {user.id !== me.value?.user.id && (
          <Act
            user={user}
            text={t(user.is_active ? 'users.deactivate' : 'users.activate')}
            run={() => toggle(user).then(reload)}
          />
        )}
      </div>
    ),
  },
];

const Act = ({ user, text, run }: { user: User; text: string; run: () => Promise<void> }) => (
  <button class="small" aria-label={`${text}: ${nameOf(user)}`} onClick={() => void run()}>
    {text}
  </button>
);

function RoleChoice({ user, reload }: { user: User; reload: () => Promise<void> }) {
  const change = async (select: HTMLSelectElement) => {
    const role = select.value as Role;
    const name = nameOf(user);
    const question = { title: t('users.role.title', { name, role: t(`role.${role}`) }), body: t('users.role.body') };
    if (await confirm({ ...question, action: t('users.role.change') }))
      await update(user, { role }, t('users.role.done', { name, role: t(`role.${role}`) }));
    // Without a change, the list shows the stored role again.
    select.value = user.role;
    await reload();
  };
  return (
    <select
      aria-label={`${t('users.role')}: ${nameOf(user)}`}
      value={user.role}
      onChange={(event) => void change(event.currentTarget)}
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {t(`role.${role}`)}
        </option>
      ))}
    </select>
  );
}

const invitationColumns = (reload: () => Promise<void>): Column<Invitation>[] => [
  { key: 'email', title: t('field.email'), sort: ({ email }) => email, show: ({ email }) => email },
  { key: 'role', title: t('users.role'), show: ({ role }) => t(`role.${role}`) },
  { key: 'created', title: t('column.created'), show: (row) => dateTime(row.created_at) },
  { key: 'expires', title: t('column.expires'), show: (row) => dateTime(row.expires_at) },
  {
    key: 'withdraw',
    title: '',
    show: ({ id, email }) => {
      const withdraw = async () => {
        const question = { title: t('users.withdraw.title', { email }), body: t('users.withdraw.body') };
        if (!(await confirm({ ...question, action: t('users.withdraw'), isDangerous: true }))) return;
        const params = { path: { id } };
        await act(() => dataOf(dialer.DELETE('/invitations/{id}', { params })), t('users.withdrawn', { email }));
        await reload();
      };
      return (
        <button class="small" aria-label={`${t('users.withdraw')}: ${email}`} onClick={() => void withdraw()}>
          {t('users.withdraw')}
        </button>
      );
    },
  },
];
