/** Opens pages of the console in a browser, and collects what goes wrong in them. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Client } from '../api/client.ts';
import type { TestSystem } from '../system.ts';

/** The password of the users that `createTenant` and `addUser` create. */
const PASSWORD = 'securePassword123';
/** Shorter than the timeout of a test, so that a failure names the step that waits. */
const STEP_MS_MAX = 10_000;

export type ConsoleBrowser = {
  base: string;
  /** Errors in the console of the browser, and requests to other hosts. */
  problems: string[];
  /** Opens a page and logs in as a user. */
  open: (user: Client, path: string, options?: BrowserContextOptions) => Promise<Page>;
};

export function consoleBrowser(system: TestSystem, browser: Browser): ConsoleBrowser {
  const base = `http://127.0.0.1:${system.config.port}`;
  const problems: string[] = [];
  return {
    base,
    problems,
    open: async ({ user }, path, options = {}) => {
      const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1400, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(STEP_MS_MAX);
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('request', (request) => !request.url().startsWith(base) && problems.push(request.url()));
      await page.goto(`${base}/console${path}`);
      const [row] = await system.ctx.sql<[{ email: string }]>`select email from users where uuid = ${user.id}`;
      await page.getByLabel('E-mail or user name').fill(row.email);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Log in' }).click();
      // The page to log in has a heading, too.
      await page.locator('.shell #content h1').waitFor();
      return page;
    },
  };
}
