/** Opens pages of the console, and notices errors in them and requests to other hosts. */
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { send } from '../api/client.ts';
import type { TestSystem } from '../system.ts';

const PASSWORD = 'a long enough password';

export type ConsolePages = {
  /** Errors in the console of the browser, and requests to other hosts. */
  problems: string[];
  open(path: string, options?: Parameters<Browser['newContext']>[0]): Promise<Page>;
  logIn(page: Page, email: string): Promise<void>;
  createOwner(): Promise<{ email: string; token: string }>;
};

export function consolePages(system: TestSystem, browser: Browser): ConsolePages {
  const base = `http://127.0.0.1:${system.config.port}`;
  const problems: string[] = [];
  return {
    problems,
    open: async (path, options = {}) => {
      const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1400, height: 900 }, ...options });
      const page = await context.newPage();
      // Shorter than the timeout of a test, so that a failure names the step that waits.
      page.setDefaultTimeout(10_000);
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('request', (request) => !request.url().startsWith(base) && problems.push(request.url()));
      await page.goto(`${base}/console${path}`);
      return page;
    },
    logIn: async (page, email) => {
      await page.getByLabel('E-mail or user name').fill(email);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Log in' }).click();
    },
    createOwner: async () => {
      const email = `${randomUUID()}@example.com`;
      const body = { email, password: PASSWORD, first_name: 'Ada', last_name: 'Owner', role: 'admin' };
      const reply = await send(system, 'POST', '/api/auth/register', { body });
      return { email, token: reply.body['token'] };
    },
  };
}
