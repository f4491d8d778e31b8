/** The logged-in user, and what the user may do. */
import { signal } from '@preact/signals';
import { meta } from './meta.ts';
import { dataOf, dialer, onSignedOut, pro, succeed } from './api.ts';

async function readMe() {
  return dataOf(dialer.GET('/auth/me'));
}

export type Me = Awaited<ReturnType<typeof readMe>>;

/** The user, or null if no user is logged in. Undefined until the console knows. */
export const me = signal<Me | null | undefined>(meta('session') === 'none' ? null : undefined);
/** Whether the session ended by itself, so that the log-in page can say so. */
export const hasExpired = signal(false);

/** Whether a user was logged in since the page was opened. */
export const wasLoggedIn = signal(false);

onSignedOut.run = () => {
  if (me.value) hasExpired.value = true;
  me.value = null;
};

/** Asks the server who is logged in. Leaves the user as it is if the server does not answer. */
export async function loadSession(): Promise<void> {
  try {
    me.value = await readMe();
    wasLoggedIn.value = true;
    hasExpired.value = false;
  } catch (error) {
    if (me.value === undefined && !(error instanceof TypeError)) me.value = null;
    if (error instanceof TypeError) throw error;
  }
}

export async function logIn(username: string, password: string, code?: string): Promise<void> {
  await dataOf(pro.POST('/auth/login', { body: { username, password, ...(code && { code }) } }));
  await loadSession();
}

export async function logOut(): Promise<void> {
  await succeed(pro.POST('/auth/logout'));
  me.value = null;
}

/** Whether the user has a permission. */
export const may = (permission: string): boolean => me.value?.permissions.includes(permission) ?? false;
