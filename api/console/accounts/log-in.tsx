/** The page before the log-in: log in, create the first account, accept an invitation, set a new password. */
import { useState } from 'preact/hooks';
import { ApiError } from '../../client/client.ts';
import { dataOf, dialer } from '../ui/api.ts';
import { Field, Form } from '../ui/form.tsx';
import { notifyDone } from '../ui/notices.tsx';
import { meta } from '../ui/meta.ts';
import { hasExpired, logIn, wasLoggedIn } from '../ui/session.ts';
import { t } from '../ui/texts.ts';

const SIGN_UP = meta('sign-up');
/** Whether there is no account yet. The page itself may have created the first one. */
const isFirst = (): boolean => meta('accounts') === 'none' && !wasLoggedIn.value;
const mayFound = (): boolean => SIGN_UP === 'open' || SIGN_UP === 'invite' || (SIGN_UP === 'first' && isFirst());

const VIEWS = ['logIn', 'found', 'invitation', 'reset'] as const;
type View = (typeof VIEWS)[number];
type Values = Record<string, string>;

export function LogIn() {
  const [view, setView] = useState<View>(isFirst() && mayFound() ? 'found' : 'logIn');
  const View = FORMS[view];
  const offered = VIEWS.filter((each) => each !== view && (each !== 'found' || mayFound()));
  return (
    <div class="gate">
      <p class="brand">
        <img src="/favicon.ico" alt="" />
        CallCenter Pro
      </p>
      <main class="card">
        <h1>{t(`gate.${view}.title`)}</h1>
        {view === 'found' && isFirst() && <p class="muted">{t('gate.found.first')}</p>}
        {view === 'logIn' && hasExpired.value && <p class="callout warn">{t('gate.expired')}</p>}
        <View onDone={() => setView('logIn')} />
      </main>
      <p class="links">
        {offered.map((each) => (
          <button key={each} class="plain" onClick={() => setView(each)}>
            {t(`gate.${each}.link`)}
          </button>
        ))}
      </p>
    </div>
  );
}

const needsCode = (error: unknown): boolean =>
  error instanceof ApiError && (error.details ?? []).some(({ code }) => code === 'second_factor_required');

function LogInForm() {
  const [asksCode, setAsksCode] = useState(false);
  const submit = async ({ username = '', password = '', code }: Values) => {
    try {
      await logIn(username, password, code?.trim());
    } catch (error) {
      if (!needsCode(error) || asksCode) throw error;
      setAsksCode(true);
    }
  };
  return (
    <Form onSubmit={submit} submit={t('gate.logIn.submit')}>
      {() => (
        <>
          <Field label={t('field.emailOrName')} name="username" autoComplete="username" required autoFocus />
          <Field label={t('field.password')} name="password" type="password" autoComplete="current-password" required />
          {asksCode && (
            <Field
              label={t('field.code')}
              hint={t('field.code.hint')}
              name="code"
              autoComplete="one-time-code"
              required
              autoFocus
            />
          )}
        </>
      )}
    </Form>
  );
}

const NewPassword = ({ problem }: { problem?: string | undefined }) => (
  <Field
    label={t('field.newPassword')}
    hint={t('field.newPassword.hint')}
    name="password"
    type="password"
    autoComplete="new-password"
    minLength={10}
    problem={problem}
    required
  />
);

const Names = ({ problems }: { problems: Values }) => (
  <div class="row">
    <Field
      label={t('field.firstName')}
      name="first_name"
      autoComplete="given-name"
      problem={problems['first_name']}
      autoFocus
    />
    <Field label={t('field.lastName')} name="last_name" autoComplete="family-name" problem={problems['last_name']} />
  </div>
);

function FoundForm() {
  const submit = async ({ email = '', password = '', first_name = '', last_name = '', code }: Values) => {
    const invitation = code?.trim() ? { invitation_code: code.trim() } : {};
    const body = { email, password, first_name, last_name, role: 'admin' as const, phone: null, tenant_id: null };
    await dataOf(dialer.POST('/auth/register', { body: { ...body, ...invitation } }));
    await logIn(email, password);
  };
  return (
    <Form onSubmit={submit} submit={t('gate.found.submit')}>
      {(problems) => (
        <>
          <Names problems={problems} />
          <Field
            label={t('field.email')}
            name="email"
            type="email"
            autoComplete="username"
            problem={problems['email']}
            required
          />
          <NewPassword problem={problems['password']} />
          {SIGN_UP === 'invite' && <Field label={t('field.invitationCode')} name="code" required />}
        </>
      )}
    </Form>
  );
}

function InvitationForm() {
  const submit = async ({ code = '', password = '', first_name = '', last_name = '' }: Values) => {
    const body = { code: code.trim(), password, first_name, last_name, phone: null };
    const { user } = await dataOf(dialer.POST('/auth/invitation', { body }));
    await logIn(user.email, password);
  };
  return (
    <Form onSubmit={submit} submit={t('gate.invitation.submit')}>
      {(problems) => (
        <>
          <Field label={t('field.invitationCode')} name="code" problem={problems['code']} required autoFocus />
          <Names problems={problems} />
          <NewPassword problem={problems['password']} />
        </>
      )}
    </Form>
  );
}

function ResetForm({ onDone }: { onDone: () => void }) {
  const submit = async ({ code = '', password = '' }: Values) => {
    await dataOf(dialer.POST('/auth/password-reset', { body: { code: code.trim(), password } }));
    notifyDone(t('gate.reset.done'));
    onDone();
  };
  return (
    <Form onSubmit={submit} submit={t('gate.reset.submit')}>
      {(problems) => (
        <>
          <p class="hint">{t('gate.reset.hint')}</p>
          <Field label={t('field.resetCode')} name="code" problem={problems['code']} required autoFocus />
          <NewPassword problem={problems['password']} />
        </>
      )}
    </Form>
  );
}

const FORMS = { logIn: LogInForm, found: FoundForm, invitation: InvitationForm, reset: ResetForm };
