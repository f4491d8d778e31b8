/** The user's own account: password and login sessions. */
import { dataOf, dialer } from '../ui/api.ts';
import { dateTime } from '../ui/format.ts';
import { Field, Form } from '../ui/form.tsx';
import { useLoad } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Badge, Card, Page, Shown } from '../ui/parts.tsx';
import { me } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';

export function AccountScreen() {
  return (
    <Page title={t('account.title')} note={me.value?.user.email}>
      <div class="columns">
        <Card title={t('account.password')}>
          <PasswordForm />
        </Card>
        <Card title={t('account.sessions')}>
          <Sessions />
        </Card>
      </div>
    </Page>
  );
}

function PasswordForm() {
  const change = async ({ current = '', password = '' }: Record<string, string>) => {
    await dataOf(dialer.POST('/auth/password', { body: { current_password: current, new_password: password } }));
    notifyDone(t('account.password.done'));
  };
  return (
    <Form onSubmit={change} submit={t('account.password.submit')}>
      {(problems) => (
        <>
          <p class="hint">{t('account.password.hint')}</p>
          <Field
            label={t('account.password.current')}
            name="current"
            type="password"
            autoComplete="current-password"
            problem={problems['current_password']}
            required
          />
          <Field
            label={t('field.newPassword')}
            hint={t('field.newPassword.hint')}
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={10}
            problem={problems['new_password']}
            required
          />
        </>
      )}
    </Form>
  );
}

const readSessions = () => dataOf(dialer.GET('/auth/sessions', { params: { query: { limit: 50 } } }));

function Sessions() {
  const sessions = useLoad(readSessions, []);
  const end = async (id: string) => {
    const path = { id };
    await act(() => dataOf(dialer.DELETE('/auth/sessions/{id}', { params: { path } })), t('account.sessions.ended'));
    await sessions.reload();
  };
  return (
    <Shown of={sessions}>
      {(data) => (
        <Table
          caption={t('account.sessions')}
          rows={data.sessions}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'seen',
              title: t('account.sessions.seen'),
              show: (session) => dateTime(session.last_seen_at),
              sort: (session) => session.last_seen_at,
            },
            { key: 'address', title: t('account.sessions.address'), show: (row) => row.client_address ?? '–' },
            { key: 'kind', title: t('account.sessions.kind'), show: ({ kind }) => t(`account.sessions.kind.${kind}`) },
            {
              key: 'end',
              title: '',
              show: ({ id, is_current: isCurrent }) =>
                isCurrent ? (
                  <Badge tone="good">{t('account.sessions.current')}</Badge>
                ) : (
                  <button class="small" onClick={() => void end(id)}>
                    {t('account.sessions.end')}
                  </button>
                ),
            },
          ]}
        />
      )}
    </Shown>
  );
}
