/**
 * Runs the SDK code of the API document against a server. Only the base URL in the SDK code is changed, because the API
 * must work with the SDK code as documented.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createTenant, openSession } from '../helpers/api/client.ts';
import { randomPhoneNumber } from '../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem({ listen: true });
const { publicBaseUrl } = system.config;
const PASSWORD = 'securePassword123';

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
`;

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
`;

type Sdk = {
  request(endpoint: string, options?: RequestInit): Promise<unknown>;
  getCampaigns(): Promise<{ id: number; name: string }[]>;
  createCampaign(data: unknown): Promise<{ id: number }>;
  trackDNI(data: unknown): Promise<Record<string, unknown>>;
};

/**
 * Returns the JavaScript SDK as in a web page. As in a browser, `fetch` keeps cookies and sends the origin of the page.
 *
 * @param page The web page, or undefined for a program without a web page.
 */
function sdkIn(page: { origin: string; site: string } | undefined): Sdk {
  let cookie: string | undefined;
  const browserFetch: typeof fetch = async (url, options) => {
    const headers = new Headers(options?.headers);
    if (cookie && options?.credentials === 'include') headers.set('cookie', cookie);
    if (page && options?.method) headers.set('origin', page.origin);
    if (page) headers.set('sec-fetch-site', page.site);
    const response = await fetch(url, { ...options, headers });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return response;
  };
  const source = javaScript.replace('https://api.callcenter.com', publicBaseUrl);
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the test runs the document's unchanged code
  return new Function('fetch', `${source}; return CallCenterAPI;`)(browserFetch) as Sdk;
}

async function someone() {
  const owner = await createTenant(system);
  const [user] = await system.ctx.sql<[{ username: string }]>`select username from users where uuid = ${owner.user.id}`;
  return { owner, login: { username: user.username, password: PASSWORD } };
}

const logIn = (sdk: Sdk, login: object) =>
  sdk.request('/api/auth/login', { method: 'POST', body: JSON.stringify(login) });

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

async function tagOf({ owner }: Awaited<ReturnType<typeof someone>>, campaignId: number): Promise<string> {
  const session = await openSession(system, owner);
  const tagCode = `landing_page_${campaignId}`;
  const { status, body } = await session.post('/api/tracking-tags', { name: 'Landing Page Tag', tagCode, campaignId });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return tagCode;
}

const visit = (tagCode: string) => ({
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
});

const tracked = (campaignId: unknown, phoneNumber: unknown) => ({
  success: true,
  phoneNumber,
  campaignId,
  campaignName: 'Winter Campaign',
  sessionId: 'session_123456',
});

test.each([
  ['a program', undefined],
  ['a page of this server', { origin: publicBaseUrl, site: 'same-origin' }],
])('the JavaScript SDK logs in, lists and creates campaigns and tracks visitors from %s', async (_what, page) => {
  const sdk = sdkIn(page);
  const user = await someone();
  await expect(sdk.getCampaigns()).rejects.toThrow('API Error: 401');
  await logIn(sdk, user.login);
  expect(await sdk.getCampaigns()).toEqual([]);
  const data = campaignData();
  const created = await sdk.createCampaign(data);
  expect(created).toMatchObject({ ...data, id: expect.any(Number) });
  expect(await sdk.getCampaigns()).toEqual([created]);
  const tagCode = await tagOf(user, created.id);
  expect(await sdk.trackDNI(visit(tagCode))).toMatchObject(tracked(created.id, data.phoneNumber));
});

test('from a page of somebody else the SDK tracks visitors and does nothing with a session', async () => {
  const user = await someone();
  const ours = sdkIn(undefined);
  await logIn(ours, user.login);
  const data = campaignData();
  const { id } = await ours.createCampaign(data);
  const foreign = sdkIn({ origin: 'https://www.example.com', site: 'cross-site' });
  await expect(foreign.createCampaign(campaignData())).rejects.toThrow(/API Error: 40[13]/);
  expect(await foreign.trackDNI(visit(await tagOf(user, id)))).toMatchObject(tracked(id, data.phoneNumber));
});

const run = promisify(execFile);
const canRun = (program: string) =>
  run('python3', ['-c', program]).then(
    () => true,
    () => false,
  );

/**
 * The Python packages named `requests` to test with: the installed package, and our own replacement for machines
 * without the package. Each entry has a name, a folder for `import`, and whether the package can be used.
 */
const packages = [
  ['the package requests', undefined, await canRun('import requests')],
  [
    'a stand-in for requests, if python3 is installed',
    join(import.meta.dirname, '../helpers/python'),
    await canRun(''),
  ],
] as const;

/** Runs Python statements after the code of the SDK. Returns the value of the Python variable `result`. */
async function runPython(statements: string, path: string | undefined): Promise<Record<string, unknown>> {
  const source = python.replace('https://api.callcenter.com', publicBaseUrl);
  const { stdout } = await run('python3', ['-c', `${source}\n${statements}\nprint(json.dumps(result))`], {
    timeout: 30_000,
    // oxlint-disable-next-line node/no-process-env -- the machine's PATH is needed to find Python
    env: { ...process.env, no_proxy: '*', PYTHONDONTWRITEBYTECODE: '1', ...(path && { PYTHONPATH: path }) },
  });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Returns Python code that creates the value. */
const literal = (value: unknown) => `json.loads(${JSON.stringify(JSON.stringify(value))})`;

test.for(packages)('the Python SDK does the same with %s', async ([, path, isThere], { skip }) => {
  skip(!isThere, 'This machine has no python3, or no package requests in it.');
  const user = await someone();
  const data = campaignData();
  const loggedIn = `api = CallCenterAPI()
api.request('/api/auth/login', method='POST', data=${literal(user.login)})`;
  const { before, created, after } = await runPython(
    `${loggedIn}
before = api.get_campaigns()
created = api.create_campaign(${literal(data)})
result = {'before': before, 'created': created, 'after': api.get_campaigns()}`,
    path,
  );
  expect(created).toMatchObject({ ...data, id: expect.any(Number) });
  expect([before, after]).toEqual([[], [created]]);
  const { id } = created as { id: number };
  const tracking = `${loggedIn}\nresult = api.track_dni(${literal(visit(await tagOf(user, id)))})`;
  expect(await runPython(tracking, path)).toMatchObject(tracked(id, data.phoneNumber));
  const refused = runPython('result = CallCenterAPI().get_campaigns()', path);
  await expect(refused).rejects.toThrow('401 Client Error');
});
