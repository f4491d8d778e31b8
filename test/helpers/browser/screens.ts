/** Looks at screens of the console as a person and as a screen reader would, on a desk and on a phone. */
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Client } from '../api/client.ts';
import type { ConsoleBrowser } from './console-page.ts';

/** Together they are both widths and both colour schemes, in half of the time of all four combinations. */
const VIEWS = [
  { viewport: { width: 1400, height: 850 }, colorScheme: 'light' },
  { viewport: { width: 390, height: 850 }, colorScheme: 'dark' },
] as const;

/** Changes the screen without loading the page again, as a link does, and waits until it has its data. */
async function showScreen(page: Page, path: string): Promise<void> {
  // The texts run in the browser, so they are no code of this file. After two frames, the screen before is gone.
  await page.evaluate(`history.pushState(null, '', '/console${path}')`);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await page.locator('.shell #content', { hasNotText: 'Loading …' }).locator('h1').waitFor();
}

/** Expects that each screen fits its width, shows no error, and that axe finds nothing serious. */
export async function expectGoodScreens(
  { open }: ConsoleBrowser,
  user: Client,
  paths: readonly string[],
): Promise<void> {
  for (const view of VIEWS) {
    const page = await open(user, '/account', view);
    await page.evaluate(axe.source);
    for (const path of paths) {
      await showScreen(page, path);
      expect([path, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([path, true]);
      expect([path, await page.getByRole('alert').allTextContents()]).toEqual([path, []]);
      const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => [path, id, nodes[0]?.html])).toEqual([]);
    }
    await page.context().close();
  }
}
