/**
 * Runs the SDK code of the API document against a server: in Node.js, in a browser on pages of other origins, and in
 * Python. Only the base URL in the SDK code is changed, because the API must work with the SDK code as documented.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createTenant, openSession } from '../helpers/api/client.ts';
import { openBrowser } from '../helpers/browser/browser.ts';
import { openSite } from '../helpers/browser/site.ts';
import { randomPhoneNumber } from '../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem({ listen: true });
const { publicBaseUrl } = system.config;

const javaScript = `
const CallCenterAPI = {
  baseURL: 'https://api.callcenter.com',
  
  async request(endpoint, options = {}) {
    const response = await fetch(\`\${this.baseURL}\${endpoint}\`, {
      credentials: 'include',
      headers: {
        'Content-Type': 'application/json',
        ...options.headers
      },
      ...options
    });
    
    if (!response.ok) {
      throw new Error(\`API Error: \${response.status}\`);
    }
    
    return response.json();
  },
  
  // Campaign methods
  async getCampaigns() {
    return this.request('/api/campaigns');
  },
  
  async createCampaign(data) {
    return this.request('/api/campaigns', {
      method: 'POST',
      body: JSON.stringify(data)
    });
  },
  
  // DNI tracking
  async trackDNI(data) {
    return this.request('/api/dni/track', {
      method: 'POST',
      body: JSON.stringify(data)
    });
  }
};
`.replace('https://api.callcenter.com', publicBaseUrl);

const python = `
import requests
import json

class CallCenterAPI:
    def __init__(self, base_url='https://api.callcenter.com'):
        self.base_url = base_url
        self.session = requests.Session()
    
    def request(self, endpoint, method='GET', data=None):
        url = f"{self.base_url}{endpoint}"
        headers = {'Content-Type': 'application/json'}
        
        response = self.session.request(
            method=method,
            url=url,
            headers=headers,
            json=data
        )
        
        response.raise_for_status()
        return response.json()
    
    def get_campaigns(self):
        return self.request('/api/campaigns')
    
    def create_campaign(self, data):
        return self.request('/api/campaigns', method='POST', data=data)
    
    def track_dni(self, data):
        return self.request('/api/dni/track', method='POST', data=data)
`.replace('https://api.callcenter.com', publicBaseUrl);

type Sdk = {
  request(endpoint: string, options?: RequestInit): Promise<unknown>;
  getCampaigns(): Promise<{ id: number }[]>;
  createCampaign(data: unknown): Promise<{ id: number }>;
  trackDNI(data: unknown): Promise<Record<string, unknown>>;
};

/** Runs the JavaScript SDK in this process, with the given `fetch`. */
const sdkWith = (run: typeof fetch): Sdk =>
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the test runs the document's unchanged code
  new Function('fetch', `${javaScript}; return CallCenterAPI;`)(run) as Sdk;

/** A `fetch` that keeps cookies, as a browser or a library for cookies does. It adds the headers to each request. */
function fetchWithCookies(headers: Record<string, string> = {}): typeof fetch {
  let cookie = '';
  return async (url, options) => {
    const all = new Headers(options?.headers);
    for (const [name, value] of Object.entries({ ...headers, cookie })) all.set(name, value);
    const response = await fetch(url, { ...options, headers: all });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return response;
  };
}

const owner = await createTenant(system);
const session = await openSession(system, owner);
const [{ username }] = await system.ctx.sql<[{ username: string }]>`
  select username from users where uuid = ${owner.user.id}`;
const login = { username, password: 'securePassword123' };
const logIn = (sdk: Sdk) => sdk.request('/api/auth/login', { method: 'POST', body: JSON.stringify(login) });

const campaignData = () => ({
  name: 'Winter Campaign',
  description: 'Q4 lead generation campaign',
  phoneNumber: randomPhoneNumber(),
  routingType: 'priority',
  status: 'active',
  poolId: null,
  rtbRouterId: null,
  enableRtb: false,
});

const trackedCampaign = campaignData();
const { body: campaign } = await session.post('/api/campaigns', trackedCampaign);
const tagCode = 'landing_page_2025';
await session.post('/api/tracking-tags', { name: 'Landing Page Tag', tagCode, campaignId: campaign['id'] });

const visit = {
  tagCode,
  sessionId: 'session_123456',
  domain: 'www.example.com',
  referrer: 'https://google.com/search',
  userAgent: 'Mozilla/5.0',
  utmSource: 'google',
  utmMedium: 'cpc',
  utmCampaign: 'summer_sale',
  utmContent: 'ad_variant_a',
  utmTerm: 'insurance quotes',
};

const tracked = {
  success: true,
  phoneNumber: trackedCampaign.phoneNumber,
  campaignId: campaign['id'],
  campaignName: 'Winter Campaign',
  sessionId: 'session_123456',
};

/** What a program did with the SDK, and what the API replied: all of it worked, and one campaign was created. */
const allWorked = (data: object) => ({
  refused: expect.stringContaining('401'),
  before: expect.any(Array),
  created: expect.objectContaining(data),
  after: expect.arrayContaining([expect.objectContaining(data)]),
  tracked: expect.objectContaining(tracked),
});

test('in Node.js with cookies, the JavaScript SDK logs in, lists and creates campaigns and tracks visitors', async () => {
  const sdk = sdkWith(fetchWithCookies());
  const data = campaignData();
  const refused = await sdk.getCampaigns().catch(String);
  await logIn(sdk);
  const before = await sdk.getCampaigns();
  const created = await sdk.createCampaign(data);
  const after = await sdk.getCampaigns();
  expect({ refused, before, created, after, tracked: await sdk.trackDNI(visit) }).toEqual(allWorked(data));
});

test('the fetch of Node.js keeps no cookies: the JavaScript SDK tracks visitors, and needs cookies for the rest', async () => {
  const sdk = sdkWith(fetch);
  expect(await logIn(sdk)).toMatchObject({ username });
  await expect(sdk.getCampaigns()).rejects.toThrow('API Error: 401');
  expect(await sdk.trackDNI(visit)).toMatchObject(tracked);
});

test('from a page of another site, the JavaScript SDK tracks visitors and does nothing with a session', async () => {
  const foreign = sdkWith(
    fetchWithCookies({ cookie: session.cookie, origin: 'https://www.example.com', 'sec-fetch-site': 'cross-site' }),
  );
  await expect(logIn(foreign)).rejects.toThrow('API Error: 403');
  await expect(foreign.createCampaign(campaignData())).rejects.toThrow(/API Error: 40[13]/);
  expect(await foreign.trackDNI(visit)).toMatchObject(tracked);
});

const site = await openSite();
site.pages.set('/', { html: '<title>A page of a developer</title>' });
const browser = await openBrowser();

test.each([
  ['another port of the same host', site.url],
  ['another host name of this machine', site.url.replace('127.0.0.1', 'localhost')],
])('in a browser, the JavaScript SDK works on a page of %s', async (_what, url) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  const data = campaignData();
  const outcome: unknown = await page.evaluate(`(async () => {
    ${javaScript}
    const refused = await CallCenterAPI.getCampaigns().catch(String);
    await CallCenterAPI.request('/api/auth/login', { method: 'POST', body: '${JSON.stringify(login)}' });
    const before = await CallCenterAPI.getCampaigns();
    const created = await CallCenterAPI.createCampaign(${JSON.stringify(data)});
    const after = await CallCenterAPI.getCampaigns();
    const tracked = await CallCenterAPI.trackDNI(${JSON.stringify(visit)});
    await CallCenterAPI.request('/api/auth/logout', { method: 'POST' });
    return { refused, before, created, after, tracked };
  })()`);
  expect(outcome).toEqual(allWorked(data));
  expect(await context.cookies(publicBaseUrl)).toEqual([]);
  await context.close();
});

/** Returns Python code that creates the value. */
const literal = (value: unknown) => `json.loads(${JSON.stringify(JSON.stringify(value))})`;

test('the Python SDK does the same', async ({ skip }) => {
  const data = campaignData();
  const program = `${python}
api = CallCenterAPI()
try:
    refused = api.get_campaigns()
except requests.HTTPError as error:
    refused = str(error)
api.request('/api/auth/login', method='POST', data=${literal(login)})
before = api.get_campaigns()
created = api.create_campaign(${literal(data)})
after = api.get_campaigns()
tracked = api.track_dni(${literal(visit)})
print(json.dumps({'refused': refused, 'before': before, 'created': created, 'after': after, 'tracked': tracked}))`;
  // oxlint-disable-next-line node/no-process-env -- the machine's PATH is needed to find Python
  const env = { ...process.env, no_proxy: '*', PYTHONDONTWRITEBYTECODE: '1' };
  const run = promisify(execFile)('python3', ['-c', program], { timeout: 15_000, env });
  const output = await run.catch((error: Error) => {
    skip(/ENOENT|No module named 'requests'/.test(error.message), 'This machine has no python3 with requests.');
    throw error;
  });
  expect(JSON.parse(output.stdout)).toEqual(allWorked(data));
});
