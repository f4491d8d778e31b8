/**
 * Tests the DNI snippet (a script that shows each visitor a different phone number) in a real browser, on pages of
 * another origin than the API.
 */
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

/** The longest time that a test waits for a change in the browser. Milliseconds of real time. */
const BROWSER_TIMEOUT = { timeout: 15_000 };

type OpenedPage = { page: Page; context: BrowserContext; requests: string[]; text: () => Promise<string> };

/** Opens a page of the test's web site in a new browser profile. */
async function openPage(
  path: string,
  options: BrowserContextOptions & { clock?: true; before?: (page: Page) => Promise<unknown> } = {},
): Promise<OpenedPage> {
  const { clock, before, ...rest } = options;
  const context = await browser.newContext({ userAgent: BROWSER_USER_AGENT, ...rest });
  context.setDefaultTimeout(BROWSER_TIMEOUT.timeout);
  if (clock) await context.clock.install();
  const page = await context.newPage();
  const requests: string[] = [];
  context.on('request', (request) => {
    if (request.method() === 'POST') requests.push(request.postData() ?? '');
  });
  await before?.(page);
  await page.goto(site.url + path);
  return { page, context, requests, text: () => page.locator('body').innerText() };
}

const scriptElement = ({ tag }: TrackedPages, more = '') =>
  String(tag['javascriptCode']).replace('<script', `<script ${more}`);

/** Returns a phone number in all common formats. */
function formatsOf(e164: string) {
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

const escapeRegExp = (text: string) => text.replaceAll(/[()]/g, '\\$&');

const leasedNumber = async (pages: TrackedPages) => {
  const [lease] = await sql<{ phoneNumber: string }[]>`
    select phone_number from number_leases where tag_id = ${pages.tag.id} and released_at is null`;
  return lease?.phoneNumber ?? 'none';
};

test('the snippet replaces the page’s number in its own format, and a call to the new number belongs to the visit', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const [own, visitorNumber] = [formatsOf(pages.ownNumber), formatsOf(pages.poolNumbers[0]!)];
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
      ${scriptElement(pages)}</body>`,
  });
  const { page, requests, context } = await openPage('/landing?utm_source=google&utm_medium=cpc');
  const text = (id: string) => page.locator(`#${id}`).innerText();
  await expect.poll(() => text('dashes'), BROWSER_TIMEOUT).toBe(`Call ${visitorNumber.dashes}, or write.`);
  for (const [name, written] of Object.entries(visitorNumber))
    expect(await text(name)).toBe(`Call ${written}, or write.`);
  expect(await text('split')).toBe(`${visitorNumber.parentheses} now`);
  const attribute = (id: string, name: string) => page.locator(`#${id}`).getAttribute(name);
  for (const id of ['tel', 'tel2', 'tel3']) expect(await attribute(id, 'href')).toBe(`tel:${visitorNumber.e164}`);
  expect(await attribute('mail', 'href')).toBe('mailto:a@example.com');
  expect(await attribute('label', 'aria-label')).toBe(`Call ${visitorNumber.dashes}`);
  expect(await text('marked')).toBe(visitorNumber.parentheses);
  // The snippet does not change other phone numbers, input fields and scripts.
  expect(await text('cells')).toBe([area, exchange, line].join('\n'));
  expect(await text('other')).toBe(`Fax (212) 555-0199, order 9${own.bare}5`);
  for (const id of ['input', 'area']) expect(await page.locator(`#${id}`).inputValue()).toBe(own.dashes);
  expect([await text('edited'), await page.locator('#data').textContent()]).toEqual([own.dashes, own.dashes]);
  expect(requests).toHaveLength(1);
  const CallSid = randomCallSid();
  await receiveCall(system, visitorNumber.e164, { CallSid });
  const [call] = await sql`
    select v.source, v.medium, v.page, v.domain from calls c join visits v on v.id = c.visit_id
    where c.call_sid = ${CallSid}`;
  expect(call).toEqual({ source: 'google', medium: 'cpc', page: '/landing', domain: '127.0.0.1' });
  await context.close();
});

test('a visit requests its number once: further pages and tabs show it without a request', async () => {
  const pages = await createTrackedPages(system, { numbers: 3 });
  const html = `<body>Call ${formatsOf(pages.ownNumber).dashes} <a href="/second">next</a>${scriptElement(pages)}</body>`;
  for (const path of ['/first', '/second']) site.pages.set(path, { html });
  const { page, context, requests, text } = await openPage('/first');
  const visitorNumber = formatsOf(pages.poolNumbers[0]!).dashes;
  await expect.poll(text, BROWSER_TIMEOUT).toContain(visitorNumber);
  await page.click('a');
  await expect.poll(text, BROWSER_TIMEOUT).toContain(visitorNumber);
  await page.goBack();
  await expect.poll(text, BROWSER_TIMEOUT).toContain(visitorNumber);
  await page.reload();
  await expect.poll(text, BROWSER_TIMEOUT).toContain(visitorNumber);
  const tab = await context.newPage();
  await tab.goto(`${site.url}/second`);
  await expect.poll(() => tab.locator('body').innerText(), BROWSER_TIMEOUT).toContain(visitorNumber);
  expect(requests).toHaveLength(1);
  await context.close();
});

test('a page that renders again and changes its URL keeps the visitor’s number', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const own = formatsOf(pages.ownNumber).parentheses;
  site.pages.set('/app', {
    html: `<body><main></main>${scriptElement(pages)}<script>
      const view = (name) => { document.querySelector('main').innerHTML =
        '<h1>' + name + '</h1><p>Call ${own}</p><a href="tel:${pages.ownNumber}">Call</a>'; };
      view('home');
      window.go = (name) => { history.pushState({}, '', '/' + name); view(name); };
      window.retype = () => { document.querySelector('p').firstChild.data = 'Ring ${own}'; };
      addEventListener('popstate', () => view('back'));
    </script></body>`,
  });
  const { page, context, requests, text } = await openPage('/app');
  const visitorNumber = formatsOf(pages.poolNumbers[0]!).parentheses;
  await expect.poll(text, BROWSER_TIMEOUT).toContain(`Call ${visitorNumber}`);
  for (const name of ['prices', 'contact']) {
    await page.evaluate(`go('${name}')`);
    await expect.poll(text, BROWSER_TIMEOUT).toMatch(new RegExp(`${name}\\s+Call ${escapeRegExp(visitorNumber)}`));
    await expect
      .poll(() => page.locator('main a').getAttribute('href'), BROWSER_TIMEOUT)
      .toBe(`tel:${pages.poolNumbers[0]}`);
  }
  await page.evaluate('retype()');
  await expect.poll(text, BROWSER_TIMEOUT).toContain(`Ring ${visitorNumber}`);
  await page.goBack();
  await expect.poll(text, BROWSER_TIMEOUT).toMatch(new RegExp(`back\\s+Call ${escapeRegExp(visitorNumber)}`));
  expect(requests).toHaveLength(1);
  await context.close();
});

test('a page that returns from the back/forward cache after a while requests its number again', async () => {
  const pages = await createTrackedPages(system, { numbers: 2 });
  site.pages.set('/kept', { html: `<body>Call ${formatsOf(pages.ownNumber).dashes}${scriptElement(pages)}</body>` });
  const { page, context, requests, text } = await openPage('/kept', { clock: true });
  await expect.poll(text, BROWSER_TIMEOUT).toContain(formatsOf(pages.poolNumbers[0]!).dashes);
  await sql`update phone_numbers set is_suspended = true where phone_number = ${pages.poolNumbers[0]!}`;
  await page.clock.setSystemTime(Date.now() + 600_000);
  await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
  await expect.poll(text, BROWSER_TIMEOUT).toContain(formatsOf(pages.poolNumbers[1]!).dashes);
  expect(requests).toHaveLength(2);
  await context.close();
});

test('a visible page repeats its request each minute, with the same session id', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  site.pages.set('/steady', { html: `<body>Call ${formatsOf(pages.ownNumber).dashes}${scriptElement(pages)}</body>` });
  const { page, context, requests, text } = await openPage('/steady', { clock: true });
  await expect.poll(text, BROWSER_TIMEOUT).toContain(formatsOf(pages.poolNumbers[0]!).dashes);
  for (const beats of [2, 3, 4]) {
    await page.clock.fastForward(60_000);
    // The test waits for the reply, because the snippet starts no request while another request is running.
    const isAnswered = `Date.now() - JSON.parse(localStorage.getItem('dni_${pages.tag.tagCode}')).at < 30000`;
    await expect.poll(() => page.evaluate(isAnswered), BROWSER_TIMEOUT).toBe(true);
    expect(requests).toHaveLength(beats);
  }
  expect(new Set(requests.map((body) => JSON.parse(body).sessionId)).size).toBe(1);
  expect(await leasedNumber(pages)).toBe(pages.poolNumbers[0]);
  await pages.owner.delete(`/api/tracking-tags/${pages.tag.id}`);
  await page.clock.fastForward(60_000);
  await expect.poll(text, BROWSER_TIMEOUT).toContain(formatsOf(pages.ownNumber).dashes);
  await context.close();
});

test('when the API hangs, the page shows its own number after 1.5 seconds and keeps it', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const own = formatsOf(pages.ownNumber).dashes;
  site.pages.set('/slow', { html: `<body>Call ${own}${scriptElement(pages, 'data-api="/hang"')}</body>` });
  const { page, context, requests, text } = await openPage('/slow', { clock: true });
  await expect.poll(() => requests.length, BROWSER_TIMEOUT).toBe(1);
  // The page's clock continues during this wait, so the wait must be short.
  const requestFailed = page.waitForEvent('requestfailed', {
    predicate: (request) => request.url().endsWith('/hang'),
    timeout: 8_000,
  });
  await page.clock.fastForward(1_400);
  await page.clock.fastForward(200);
  expect((await requestFailed).failure()?.errorText).toBe('net::ERR_ABORTED');
  await page.clock.fastForward(120_000);
  expect([await text(), requests.length]).toEqual([`Call ${own}`, 1]);
  await context.close();
});

test.each(['**/dni.js', '**/dni/track'])(
  'with %s blocked, the page keeps its number and has no error',
  async (blocked) => {
    const pages = await createTrackedPages(system, { numbers: 1 });
    const own = formatsOf(pages.ownNumber).dashes;
    site.pages.set('/blocked', { html: `<body>Call ${own}${scriptElement(pages)}</body>` });
    const errors: Error[] = [];
    const { page, context, text } = await openPage('/blocked', {
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

test('without storage the session id is in a cookie, and the snippet works under a strict content security policy', async () => {
  const pages = await createTrackedPages(system, { numbers: 2 });
  const api = system.config.publicBaseUrl;
  site.pages.set('/strict', {
    html: `<body>Call ${formatsOf(pages.ownNumber).dashes}${scriptElement(pages)}</body>`,
    headers: { 'content-security-policy': `default-src 'none'; script-src ${api}; connect-src ${api}` },
  });
  const { page, context, requests, text } = await openPage('/strict', {
    before: (page) =>
      page.addInitScript("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"),
  });
  await expect.poll(text, BROWSER_TIMEOUT).toContain(formatsOf(pages.poolNumbers[0]!).dashes);
  await page.reload();
  await expect.poll(text, BROWSER_TIMEOUT).toContain(formatsOf(pages.poolNumbers[0]!).dashes);
  expect(requests).toHaveLength(1);
  expect((await context.cookies()).map(({ name }) => name)).toEqual([`dni_${pages.tag.tagCode}`]);
  await context.close();
});

test('a number of another country is shown in the format of its country', async () => {
  const pages = await createTrackedPages(system, { numbers: 1, swapNumber: '+442079460958' });
  site.pages.set('/london', {
    html: `<body><p>020 7946 0958</p><p>+44 (0)20 7946 0958</p><p>+44 20 7946 0958</p>${scriptElement(pages)}</body>`,
  });
  const { context, text } = await openPage('/london');
  const visitorNumber = formatsOf(pages.poolNumbers[0]!).parentheses;
  await expect.poll(text, BROWSER_TIMEOUT).toBe([visitorNumber, visitorNumber, visitorNumber].join('\n\n'));
  await context.close();
});

test('a robot gets no number of the pool', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const own = formatsOf(pages.ownNumber).dashes;
  site.pages.set('/robot', { html: `<body>Call ${own}${scriptElement(pages)}</body>` });
  const { page, context, requests, text } = await openPage('/robot', { userAgent: 'Mozilla/5.0 HeadlessChrome/153.0' });
  await page.waitForLoadState('networkidle');
  await expect.poll(() => requests.length, BROWSER_TIMEOUT).toBe(1);
  expect([await text(), await leasedNumber(pages)]).toEqual([`Call ${own}`, 'none']);
  await context.close();
});
