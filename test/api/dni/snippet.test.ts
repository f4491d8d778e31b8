/** The snippet in a real browser, on real pages, asking the real API across origins. */
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { BROWSER_USER_AGENT, createTrackedPages, type TrackedPages } from '../../helpers/fixtures/tracking-tags.ts';
import { openBrowser } from '../../helpers/browser/browser.ts';
import { receiveCall, randomCallSid } from '../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';
import { openSite } from '../../helpers/browser/site.ts';

const system = await createTestSystem({ listen: true });
const { sql } = system.ctx;
const site = await openSite();
const browser = await openBrowser();

/** Waits for the browser, which is fast unless the machine is busy. */
const PATIENCE = { timeout: 15_000 };

type Looked = { page: Page; context: BrowserContext; asked: string[]; text: () => Promise<string> };

/** A visitor's browser on a page of the site. */
async function look(
  path: string,
  options: BrowserContextOptions & { clock?: true; before?: (page: Page) => Promise<unknown> } = {},
): Promise<Looked> {
  const { clock, before, ...rest } = options;
  const context = await browser.newContext({ userAgent: BROWSER_USER_AGENT, ...rest });
  context.setDefaultTimeout(PATIENCE.timeout);
  if (clock) await context.clock.install();
  const page = await context.newPage();
  const asked: string[] = [];
  context.on('request', (request) => {
    if (request.method() === 'POST') asked.push(request.postData() ?? '');
  });
  await before?.(page);
  await page.goto(site.url + path);
  return { page, context, asked, text: () => page.locator('body').innerText() };
}

const element = ({ tag }: TrackedPages, more = '') => String(tag['javascriptCode']).replace('<script', `<script ${more}`);

/** Digits in the ways people write them. */
function ways(e164: string) {
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164)!;
  return {
    parentheses: `(${area}) ${exchange}-${line}`,
    dashes: `${area}-${exchange}-${line}`,
    dots: `${area}.${exchange}.${line}`,
    spaces: `${area} ${exchange} ${line}`,
    bare: `${area}${exchange}${line}`,
    e164,
    international: `+1 ${area} ${exchange} ${line}`,
    longDistance: `1-${area}-${exchange}-${line}`,
    hardSpace: `(${area})\u00a0${exchange}\u2011${line}`,
  };
}

const escaped = (text: string) => text.replaceAll(/[()]/g, '\\$&');

const shownIn = async (pages: TrackedPages) => {
  const [lease] = await sql<{ phoneNumber: string }[]>`
    select phone_number from number_leases where tag_id = ${pages.tag.id} and released_at is null`;
  return lease?.phoneNumber ?? 'none';
};

test('a page shows the visitor’s number wherever it had its own, as it was written, and a call to it is theirs', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const [own, given] = [ways(pages.ownNumber), ways(pages.poolNumbers[0]!)];
  const [area, exchange, line] = own.dashes.split('-');
  const list = (all: typeof own) =>
    Object.entries(all).map(([name, written]) => `<p id="${name}">Call ${written}, or write.</p>`);
  site.pages.set('/landing', {
    html: `<!doctype html><title>Landing</title><body>${list(own).join('')}
      <p id="split">(<b>${area}</b>) <span>${exchange}<!-- -->-</span><i>${line}</i> now</p>
      <a id="tel" href="tel:${own.e164}">${own.dashes}</a> <a id="tel2" href="tel:${own.dashes}">Call</a>
      <a id="tel3" href="tel:+1%20${area}%20${exchange}%20${line}">Call</a> <a id="mail" href="mailto:a@example.com">Mail</a>
      <button id="label" aria-label="Call ${own.dashes}">Call</button> <span id="marked" data-dni>one moment</span>
      <div id="cells"><div>${area}</div><div>${exchange}</div><div>${line}</div></div>
      <p id="other">Fax (212) 555-0199, order 9${own.bare}5</p>
      <input id="input" value="${own.dashes}"><textarea id="area">${own.dashes}</textarea>
      <div id="edited" contenteditable>${own.dashes}</div><script type="text/plain" id="data">${own.dashes}</script>
      ${element(pages)}</body>`,
  });
  const { page, asked, context } = await look('/landing?utm_source=google&utm_medium=cpc');
  const text = (id: string) => page.locator(`#${id}`).innerText();
  await expect.poll(() => text('dashes'), PATIENCE).toBe(`Call ${given.dashes}, or write.`);
  for (const [name, written] of Object.entries(given)) expect(await text(name)).toBe(`Call ${written}, or write.`);
  expect(await text('split')).toBe(`${given.parentheses} now`);
  const attribute = (id: string, name: string) => page.locator(`#${id}`).getAttribute(name);
  for (const id of ['tel', 'tel2', 'tel3']) expect(await attribute(id, 'href')).toBe(`tel:${given.e164}`);
  expect(await attribute('mail', 'href')).toBe('mailto:a@example.com');
  expect(await attribute('label', 'aria-label')).toBe(`Call ${given.dashes}`);
  expect(await text('marked')).toBe(given.parentheses);
  // What belongs to nobody's number, or to the visitor or the page's programs, stays.
  expect(await text('cells')).toBe([area, exchange, line].join('\n'));
  expect(await text('other')).toBe(`Fax (212) 555-0199, order 9${own.bare}5`);
  for (const id of ['input', 'area']) expect(await page.locator(`#${id}`).inputValue()).toBe(own.dashes);
  expect([await text('edited'), await page.locator('#data').textContent()]).toEqual([own.dashes, own.dashes]);
  expect(asked).toHaveLength(1);
  const CallSid = randomCallSid();
  await receiveCall(system, given.e164, { CallSid });
  const [call] = await sql`
    select v.source, v.medium, v.page, v.domain from calls c join visits v on v.id = c.visit_id
    where c.call_sid = ${CallSid}`;
  expect(call).toEqual({ source: 'google', medium: 'cpc', page: '/landing', domain: '127.0.0.1' });
  await context.close();
});

test('a session asks once: further pages and tabs show the same number without asking', async () => {
  const pages = await createTrackedPages(system, { numbers: 3 });
  const html = `<body>Call ${ways(pages.ownNumber).dashes} <a href="/second">next</a>${element(pages)}</body>`;
  for (const path of ['/first', '/second']) site.pages.set(path, { html });
  const { page, context, asked, text } = await look('/first');
  const given = ways(pages.poolNumbers[0]!).dashes;
  await expect.poll(text, PATIENCE).toContain(given);
  await page.click('a');
  await expect.poll(text, PATIENCE).toContain(given);
  await page.goBack();
  await expect.poll(text, PATIENCE).toContain(given);
  await page.reload();
  await expect.poll(text, PATIENCE).toContain(given);
  const tab = await context.newPage();
  await tab.goto(`${site.url}/second`);
  await expect.poll(() => tab.locator('body').innerText(), PATIENCE).toContain(given);
  expect(asked).toHaveLength(1);
  await context.close();
});

test('a page that renders itself anew and changes its address shows the visitor’s number throughout', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const own = ways(pages.ownNumber).parentheses;
  site.pages.set('/app', {
    html: `<body><main></main>${element(pages)}<script>
      const view = (name) => { document.querySelector('main').innerHTML =
        '<h1>' + name + '</h1><p>Call ${own}</p><a href="tel:${pages.ownNumber}">Call</a>'; };
      view('home');
      window.go = (name) => { history.pushState({}, '', '/' + name); view(name); };
      window.retype = () => { document.querySelector('p').firstChild.data = 'Ring ${own}'; };
      addEventListener('popstate', () => view('back'));
    </script></body>`,
  });
  const { page, context, asked, text } = await look('/app');
  const given = ways(pages.poolNumbers[0]!).parentheses;
  await expect.poll(text, PATIENCE).toContain(`Call ${given}`);
  for (const name of ['prices', 'contact']) {
    await page.evaluate(`go('${name}')`);
    await expect.poll(text, PATIENCE).toMatch(new RegExp(`${name}\\s+Call ${escaped(given)}`));
    await expect.poll(() => page.locator('main a').getAttribute('href'), PATIENCE).toBe(`tel:${pages.poolNumbers[0]}`);
  }
  await page.evaluate('retype()');
  await expect.poll(text, PATIENCE).toContain(`Ring ${given}`);
  await page.goBack();
  await expect.poll(text, PATIENCE).toMatch(new RegExp(`back\\s+Call ${escaped(given)}`));
  expect(asked).toHaveLength(1);
  await context.close();
});

test('a page that comes back from the browser’s memory after a while asks anew, and shows what it is told then', async () => {
  const pages = await createTrackedPages(system, { numbers: 2 });
  site.pages.set('/kept', { html: `<body>Call ${ways(pages.ownNumber).dashes}${element(pages)}</body>` });
  const { page, context, asked, text } = await look('/kept', { clock: true });
  await expect.poll(text, PATIENCE).toContain(ways(pages.poolNumbers[0]!).dashes);
  await sql`update phone_numbers set is_suspended = true where phone_number = ${pages.poolNumbers[0]!}`;
  await page.clock.setSystemTime(Date.now() + 600_000);
  await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
  await expect.poll(text, PATIENCE).toContain(ways(pages.poolNumbers[1]!).dashes);
  expect(asked).toHaveLength(2);
  await context.close();
});

test('while it is looked at, the page keeps the number by asking again each minute, as the same session', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  site.pages.set('/steady', { html: `<body>Call ${ways(pages.ownNumber).dashes}${element(pages)}</body>` });
  const { page, context, asked, text } = await look('/steady', { clock: true });
  await expect.poll(text, PATIENCE).toContain(ways(pages.poolNumbers[0]!).dashes);
  for (const beats of [2, 3, 4]) {
    await page.clock.fastForward(60_000);
    // The answer has come too: until then the next minute would pass by.
    const isAnswered = `Date.now() - JSON.parse(localStorage.getItem('dni_${pages.tag.tagCode}')).at < 30000`;
    await expect.poll(() => page.evaluate(isAnswered), PATIENCE).toBe(true);
    expect(asked).toHaveLength(beats);
  }
  expect(new Set(asked.map((body) => JSON.parse(body).sessionId)).size).toBe(1);
  expect(await shownIn(pages)).toBe(pages.poolNumbers[0]);
  await pages.owner.delete(`/api/tracking-tags/${pages.tag.id}`);
  await page.clock.fastForward(60_000);
  await expect.poll(text, PATIENCE).toContain(ways(pages.ownNumber).dashes);
  await context.close();
});

test('with an API that hangs, the page keeps its number after a second and a half, for good', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const own = ways(pages.ownNumber).dashes;
  site.pages.set('/slow', { html: `<body>Call ${own}${element(pages, 'data-api="/hang"')}</body>` });
  const { page, context, asked, text } = await look('/slow', { clock: true });
  await expect.poll(() => asked.length, PATIENCE).toBe(1);
  // The page's clock goes on while we wait, so not for long.
  const givenUp = page.waitForEvent('requestfailed', {
    predicate: (request) => request.url().endsWith('/hang'),
    timeout: 8_000,
  });
  await page.clock.fastForward(1_400);
  await page.clock.fastForward(200);
  expect((await givenUp).failure()?.errorText).toBe('net::ERR_ABORTED');
  await page.clock.fastForward(120_000);
  expect([await text(), asked.length]).toEqual([`Call ${own}`, 1]);
  await context.close();
});

test.each(['**/dni.js', '**/dni/track'])(
  'with %s blocked, the page keeps its number and has no error',
  async (blocked) => {
    const pages = await createTrackedPages(system, { numbers: 1 });
    const own = ways(pages.ownNumber).dashes;
    site.pages.set('/blocked', { html: `<body>Call ${own}${element(pages)}</body>` });
    const errors: Error[] = [];
    const { page, context, text } = await look('/blocked', {
      before: async (page) => {
        page.on('pageerror', (error) => errors.push(error));
        await page.route(blocked, (route) => route.abort('blockedbyclient'));
      },
    });
    await page.waitForLoadState('networkidle');
    expect([await text(), errors]).toEqual([`Call ${own}`, []]);
    await context.close();
  },
);

test('without storage the session is in a cookie, and under a strict policy nothing is missing', async () => {
  const pages = await createTrackedPages(system, { numbers: 2 });
  const api = system.config.publicBaseUrl;
  site.pages.set('/strict', {
    html: `<body>Call ${ways(pages.ownNumber).dashes}${element(pages)}</body>`,
    headers: { 'content-security-policy': `default-src 'none'; script-src ${api}; connect-src ${api}` },
  });
  const { page, context, asked, text } = await look('/strict', {
    before: (page) =>
      page.addInitScript("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"),
  });
  await expect.poll(text, PATIENCE).toContain(ways(pages.poolNumbers[0]!).dashes);
  await page.reload();
  await expect.poll(text, PATIENCE).toContain(ways(pages.poolNumbers[0]!).dashes);
  expect(asked).toHaveLength(1);
  expect((await context.cookies()).map(({ name }) => name)).toEqual([`dni_${pages.tag.tagCode}`]);
  await context.close();
});

test('a number of another country is replaced as its own country writes it', async () => {
  const pages = await createTrackedPages(system, { numbers: 1, swapNumber: '+442079460958' });
  site.pages.set('/london', {
    html: `<body><p>020 7946 0958</p><p>+44 (0)20 7946 0958</p><p>+44 20 7946 0958</p>${element(pages)}</body>`,
  });
  const { context, text } = await look('/london');
  const given = ways(pages.poolNumbers[0]!).parentheses;
  await expect.poll(text, PATIENCE).toBe([given, given, given].join('\n\n'));
  await context.close();
});

test('a browser that says it is a robot leaves the numbers to visitors', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const own = ways(pages.ownNumber).dashes;
  site.pages.set('/robot', { html: `<body>Call ${own}${element(pages)}</body>` });
  const { page, context, asked, text } = await look('/robot', { userAgent: 'Mozilla/5.0 HeadlessChrome/153.0' });
  await page.waitForLoadState('networkidle');
  await expect.poll(() => asked.length, PATIENCE).toBe(1);
  expect([await text(), await shownIn(pages)]).toEqual([`Call ${own}`, 'none']);
  await context.close();
});
