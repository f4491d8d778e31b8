/** The hour of a media buyer in the console, in a real browser against the whole product, with simulated calls. */
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Client, createTenant, openSession } from '../helpers/api/client.ts';
import { openBrowser } from '../helpers/browser/browser.ts';
import { consoleBrowser } from '../helpers/browser/console-page.ts';
import { expectGoodScreens } from '../helpers/browser/screens.ts';
import { AUCTION_ENV } from '../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../helpers/system.ts';
import { waitUntil } from '../helpers/wait.ts';

/** A call of 20 seconds takes 2 seconds. */
const CLOCK_SPEED = 10;
const TALK_SECONDS = 20;
const [ABSENT, PRESENT] = ['+12125558001', '+12125550101'];

const system = await createTestSystem({ listen: true, clockSpeed: CLOCK_SPEED, env: AUCTION_ENV });
const console = consoleBrowser(system, await openBrowser());
const { base, problems, open } = console;
const person = { kind: 'human', ringSeconds: 1, talkSeconds: TALK_SECONDS, patienceSeconds: null } as const;
system.simulator.addBehaviours({ match: '^\\+12125550', persona: { ...person, detectionSeconds: 1 } });
system.simulator.addBehaviours({ match: '^\\+12125558', persona: { kind: 'no-answer', ringSeconds: 2 } });
system.startWorkers();

const bidderUrl = (amount: number, destination: string): string => {
  const query = new URLSearchParams({ amount: String(amount), destination });
  return `${system.simulator.url}/__sim/bidders/fast?${query.toString()}`;
};

/** Places a call to a number through the simulated carrier. The caller waits without limit. */
const callIn = (to: string, from: string) =>
  system.simulator.injectInboundCall({
    from,
    to,
    voiceUrl: `${base}/api/webhooks/voice`,
    statusCallback: `${base}/api/webhooks/status`,
    persona: { patienceSeconds: null, talkSeconds: null },
  });

const dollars = (amount: number) => amount.toLocaleString('en-US', { style: 'currency', currency: 'USD' });
/** Returns the figure with a label, as the page shows it. */
const figure = (page: Page, label: string) =>
  page
    .locator('.stat', { has: page.locator('.label', { hasText: label }) })
    .locator('strong')
    .textContent();
const follow = (page: Page, path: string) => page.goto(`${base}/console${path}`);

/** Searches for a number and buys it. Returns the number. */
async function buyNumber(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Buy a number' }).first().click();
  await page.getByLabel('Area code').fill('415');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page
    .getByRole('button', { name: /^Buy \+1 415/ })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Buy' }).click();
  await page.getByText('is yours.').waitFor();
  await page.getByText('Id at the carrier').waitFor();
  return (await page.locator('main h1').textContent())!.replaceAll(' ', '');
}

async function createTarget(page: Page, name: string, url: string): Promise<void> {
  await follow(page, '/targets/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Address of the bid server').fill(url);
  await page.getByLabel('Highest bid').fill('50');
  await page.getByRole('button', { name: 'Create the target' }).click();
  await page.getByRole('heading', { name: 'Test ping' }).waitFor();
}

async function createRouter(page: Page, targets: readonly string[]): Promise<void> {
  await follow(page, '/routers/new');
  await page.getByLabel('Name', { exact: true }).fill('Insurance');
  // Otherwise a bid pays only for the seconds of conversation that it names.
  await page.getByLabel('Pay only for conversations').uncheck();
  await page.getByRole('button', { name: 'Create the router' }).click();
  for (const target of targets) {
    await page.getByLabel('Target', { exact: true }).selectOption({ label: target });
    await page.getByRole('button', { name: 'Add the target' }).click();
    await page.getByRole('row', { name: target }).waitFor();
  }
}

async function createCampaign(page: Page, number: string): Promise<void> {
  await follow(page, '/inbound/new');
  await page.getByLabel('Name', { exact: true }).fill('Auto insurance');
  await page.getByLabel('Number', { exact: true }).selectOption(number);
  await page.getByLabel('Router', { exact: true }).selectOption({ label: 'Insurance' });
  await page.getByRole('button', { name: 'Create the campaign' }).click();
  await page.getByText('No buyers yet').waitFor();
}

type Listed = { id: number; revenue: number | null; payout: number | null };
const callsOf = async (owner: Client): Promise<Listed[]> => {
  const { body } = await owner.get('/api/calls?direction=inbound');
  return Promise.all(
    body['calls'].map(async ({ numeric_id: id }: { numeric_id: number }) => ({
      id,
      ...(await owner.get(`/api/calls/${id}/ledger`)).body,
    })),
  );
};

test('a media buyer sells a call by auction, corrects and disputes it, and the report adds up', async () => {
  const owner = await createTenant(system);
  const page = await open(owner, '/numbers');
  const number = await buyNumber(page);
  await createTarget(page, 'Absent', bidderUrl(24, ABSENT));
  await createTarget(page, 'Present', bidderUrl(18, PRESENT));
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText('The bid is valid.').waitFor();
  expect(await page.getByLabel('Request', { exact: true }).textContent()).toMatch(/^POST .*"callerId": "\+1/s);
  expect(await page.getByLabel('Result of the test').textContent()).toMatch(/200.*\$18\.00.*Yes.*\+1 212 555 0101/s);
  await createRouter(page, ['Absent', 'Present']);
  await createCampaign(page, number);

  // The call appears without a reload of the page, and so does its auction.
  await page.getByRole('link', { name: 'Auctions' }).first().click();
  await page.getByText('No inbound call is in progress').waitFor();
  callIn(number, '+14155557000');
  await page.getByRole('table', { name: 'Inbound calls now' }).getByText('+1 415 555 7000').waitFor();
  const auction = page.getByRole('table', { name: 'Latest auctions' }).getByRole('row', { name: /415 555 7000/ });
  await auction.getByText('Absent', { exact: true }).first().waitFor();
  await auction.getByText('Connected').waitFor({ timeout: 15_000 });
  await auction.getByText('$18.00').waitFor();
  // The winner bid more, but did not answer. The call earned what the runner-up bid.
  expect(await auction.textContent()).toMatch(/Absent\$24\.00Connected.*Present\$18\.00$/);
  await auction.getByRole('link').first().click();
  await page.getByRole('table', { name: 'Bid ladder' }).waitFor();
  const rung = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) }).textContent();
  expect(await rung('Absent')).toMatch(/^Absent1\$24\.00.*Won the auction\..*Not reached: no answer–$/);
  expect(await rung('Present')).toMatch(/^Present2\$18\.00.*another bid was better.*Talked 0:\d\d\$18\.00$/);
  expect([await figure(page, 'Winning bid'), await figure(page, 'Earned')]).toEqual(['$24.00', '$18.00']);

  await page.getByRole('link', { name: 'Open the call' }).click();
  await page.getByRole('button', { name: 'Adjust' }).click();
  await page.getByLabel('Change of the revenue').fill('-3');
  await page.getByLabel('Reason').fill('Wrong category');
  await page.getByRole('button', { name: 'Adjust' }).click();
  await page.getByText('The money of the call is adjusted.').waitFor();
  await page.getByRole('button', { name: 'Open a dispute' }).click();
  await page.getByLabel('Disputed').fill('5');
  await page.getByLabel('Reason').fill('Never talked');
  await page.getByRole('button', { name: 'Open a dispute' }).click();
  await page.getByText('Dispute about $5.00').waitFor();
  await page.getByRole('button', { name: 'Resolve' }).click();
  await page.getByLabel('Outcome').selectOption('Accepted');
  await page.getByRole('button', { name: 'Resolve' }).click();
  await page.getByText('$5.00 is given back.').waitFor();
  expect(await callsOf(owner)).toMatchObject([{ revenue: 10 }]);

  // Every figure equals the API at the same instant.
  await follow(page, '/report?by=target&then=campaign');
  await page.getByRole('table', { name: 'Rows' }).waitFor();
  const { totals } = (await owner.get('/api/reports/calls?groupBy=target,campaign&timezone=UTC')).body;
  expect(totals).toMatchObject([{ calls: 1, connected: 1, revenue: 10 }]);
  for (const [label, name] of [
    ['Revenue', 'revenue'],
    ['Payout', 'payout'],
    ['Carrier cost', 'carrierCost'],
    ['Profit', 'profit'],
  ] as const)
    expect([label, await figure(page, label)]).toEqual([label, dollars(totals[0][name])]);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export as CSV' }).click(),
  ]);
  const chunks = await Array.fromAsync(await download.createReadStream());
  const rows: Record<string, string>[] = parse(Buffer.concat(chunks as Buffer[]), { columns: true, bom: true });
  expect(rows).toMatchObject([{ target: 'Present', campaign: 'Auto insurance', calls: '1', revenue: '10' }]);
  // A click on a number leads to the calls behind it.
  await page.getByRole('table', { name: 'Rows' }).getByRole('link', { name: '1', exact: true }).click();
  await page.getByRole('row', { name: /415 555 7000/ }).waitFor();

  const target = (await owner.get('/api/rtb/targets')).body[1].id;
  await follow(page, `/statements/target/${target}`);
  await page.getByText('Wrong category').waitFor();
  const statement = (await owner.get(`/api/rtb/targets/${target}/statement`)).body;
  expect(statement.totals).toMatchObject([{ closing: 10, disputed: 0 }]);
  expect([await figure(page, 'After'), await figure(page, 'In dispute')]).toEqual(['$10.00', '$0.00']);
  await follow(page, '/targets');
  const usage = (await owner.get('/api/rtb/targets/usage')).body[1];
  await page.getByRole('row', { name: /^Present/ }).waitFor();
  expect(usage).toMatchObject({ liveCalls: 0, callsToday: 1 });
  const cells = await page
    .getByRole('row', { name: /^Present/ })
    .getByRole('cell')
    .allTextContents();
  expect(cells.slice(3, 7)).toEqual(
    ['liveCalls', 'callsThisHour', 'callsToday', 'callsThisMonth'].map((n) => String(usage[n])),
  );
  expect(problems).toEqual([]);
  await page.context().close();
}, 120_000);

/** Creates everything that a screen can show over the API, and sells one call to a buyer. Returns the paths of all screens. */
async function createMarket(owner: Client): Promise<{ paths: string[]; ids: Record<string, number> }> {
  const session = await openSession(system, owner);
  const create = async (path: string, body: object): Promise<number> => {
    const reply = await session.post(`/api${path}`, body);
    if (reply.status !== 201) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
    return reply.body['id'];
  };
  const { availableNumbers } = (await owner.get('/api/phone-numbers/search?areaCode=212&limit=1')).body;
  const phoneNumber: string = availableNumbers[0].phoneNumber;
  const number = await create('/phone-numbers/purchase', { phoneNumber });
  const target = await create('/rtb/targets', { name: 'Absent', endpointUrl: bidderUrl(24, ABSENT), dailyCap: 4 });
  const router = await create('/rtb/routers', { name: 'Insurance' });
  await owner.post(`/api/rtb/routers/${router}/targets`, { targetId: target, priority: 1, weight: 100 });
  const buyer = await create('/buyers', { name: 'Jane', phoneNumber: PRESENT, pricePerCall: 9, dailyCallLimit: 2 });
  const routing = { rtbRouterId: router, enableRtb: true };
  const campaign = await create('/campaigns', { name: 'Auto insurance', phoneNumber, ...routing });
  await owner.post(`/api/campaigns/${campaign}/buyers`, { buyerId: buyer });
  const publisher = await create('/publishers', { name: 'Partner', defaultPayout: 4 });
  await owner.post(`/api/publishers/${publisher}/campaigns`, { campaignId: campaign });
  await owner.post(`/api/publishers/${publisher}/phone-numbers`, { phoneNumberId: number });
  const pool = await create('/pools', { name: 'Landing page' });
  const tag = await create('/tracking-tags', { name: 'Spring', campaignId: campaign });
  callIn(phoneNumber, '+14155557001');
  const isPaid = async () => (await callsOf(owner))[0]?.revenue === 9;
  await waitUntil(isPaid, () => callsOf(owner), 20_000);
  const call = (await callsOf(owner))[0]!.id;
  const auction = (await owner.get('/api/rtb/bid-requests')).body['bidRequests'][0].id;
  const lists = ['auctions', 'inbound', 'targets', 'routers', 'buyers', 'numbers', 'pools', 'tags', 'publishers'];
  const news = ['inbound', 'targets', 'routers', 'buyers', 'pools', 'tags', 'publishers'];
  return {
    ids: { target, buyer, publisher, pool },
    paths: [
      ...lists.map((list) => `/${list}`),
      ...news.map((list) => `/${list}/new`),
      `/auctions/${auction}`,
      `/inbound/${campaign}`,
      `/targets/${target}`,
      `/routers/${router}`,
      `/buyers/${buyer}`,
      `/numbers/${number}`,
      `/pools/${pool}`,
      `/tags/${tag}`,
      `/publishers/${publisher}`,
      `/calls/${call}`,
      '/numbers/own',
      '/numbers/buy?type=local',
      '/report?by=hour&then=campaign',
      '/disputes',
      `/statements/buyer/${buyer}`,
      `/statements/target/${target}`,
      `/statements/publisher/${publisher}`,
    ],
  };
}

test('every screen of pay-per-call fits a phone and a desk, in light and dark, axe finds nothing, and figures equal the API', async () => {
  const owner = await createTenant(system);
  const { paths, ids } = await createMarket(owner);
  await expectGoodScreens(console, owner, paths);
  const page = await open(owner, `/buyers/${ids['buyer']}`);
  const read = async (path: string) => (await owner.get(`/api${path}`)).body;
  const used = (await read('/buyers/usage'))[0];
  expect(used).toMatchObject({ callsToday: 1, revenueToday: 9 });
  const caps = await page.locator('.facts').first().locator('dd').allTextContents();
  const month = dollars(used.revenueThisMonth);
  expect(caps).toEqual([
    `${used.liveCalls} of 1`,
    '1',
    `${used.callsToday} of 2`,
    '1',
    dollars(used.revenueToday),
    month,
  ]);
  await follow(page, `/publishers/${ids['publisher']}`);
  const payouts = await read(`/publishers/${ids['publisher']}/payouts`);
  await page.getByText('sum of all payouts').waitFor();
  expect([await figure(page, 'Owed'), payouts.totalAmount]).toEqual([dollars(payouts.totalAmount), 4]);
  await follow(page, `/pools/${ids['pool']}`);
  const stats = await read(`/pools/${ids['pool']}/stats`);
  await page.getByText('of visitors, last 7 days').waitFor();
  expect(await figure(page, 'In use')).toBe(String(stats.inUseNumbers));
  expect(await figure(page, 'Recommended size')).toBe(String(stats.recommendedSize));
  expect(problems).toEqual([]);
  await page.context().close();
}, 240_000);
