import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  ApiError,
  authorize,
  createCallCenterProClient,
  createDialerClient,
  dataOf,
  nextCursor,
} from '../../../api/client/client.ts';
import { startFirstCampaign } from '../../../api/client/example.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem({ listen: true });
const { publicBaseUrl } = system.config;
system.startWorkers(['imports']);
const newOwner = () => ({ email: `${randomUUID()}@example.com`, password: 'securePassword123' });

const read = (name: string) => readFileSync(new URL(`../../../api/client/${name}`, import.meta.url), 'utf8');

test('the README shows the code of the example', () => {
  expect(read('README.md')).toContain(`\`\`\`ts\n${read('example.ts')}\`\`\``);
});

test('the example registers, creates a campaign, uploads leads, starts the campaign and lists its calls', async () => {
  const leads = new File(['phone,first_name\n+14155552671,John\n'], 'leads.csv', { type: 'text/csv' });
  const owner = newOwner();
  expect(await startFirstCampaign(publicBaseUrl, owner, leads)).toMatchObject({ success: true, calls: [] });
  const dialer = createDialerClient(publicBaseUrl);
  authorize(dialer, await dataOf(dialer.POST('/auth/login', { body: owner })));
  const { campaigns } = await dataOf(dialer.GET('/campaigns'));
  expect(campaigns).toMatchObject([{ name: 'Q1 2024 Outreach', total_leads: 1 }]);

  const pro = createCallCenterProClient(publicBaseUrl);
  const login = await pro.POST('/auth/login', { body: { username: owner.email, password: owner.password } });
  authorize(pro, { cookie: login.response.headers.get('set-cookie')!.split(';')[0]! });
  const buyer = await dataOf(pro.POST('/buyers', { body: { name: 'John Doe', phoneNumber: '+14155554444' } }));
  expect(await dataOf(pro.GET('/buyers/{id}', { params: { path: { id: buyer.id } } }))).toEqual(buyer);
  expect(await dataOf(pro.GET('/campaigns'))).toMatchObject([{ name: 'Q1 2024 Outreach' }]);

  await dataOf(pro.POST('/buyers', { body: { name: 'Jane Roe', phoneNumber: '+14155554445' } }));
  const first = await pro.GET('/buyers', { params: { query: { limit: 1 } } });
  const second = await pro.GET('/buyers', { params: { query: { limit: 1, after: nextCursor(first.response) } } });
  expect(second.data).toMatchObject([{ name: 'Jane Roe' }]);
  expect(nextCursor(second.response)).toBeUndefined();
});

test('each client works with the credential of the other API', async () => {
  const owner = newOwner();
  const dialer = createDialerClient(publicBaseUrl);
  const person = { first_name: 'John', last_name: 'Doe', phone: '+14155551234', role: 'admin' } as const;
  const { token } = await dataOf(dialer.POST('/auth/register', { body: { ...owner, ...person } }));
  const pro = createCallCenterProClient(publicBaseUrl);
  const login = await pro.POST('/auth/login', { body: { username: owner.email, password: owner.password } });
  authorize(dialer, { cookie: login.response.headers.get('set-cookie')!.split(';')[0]! });
  authorize(pro, { token });

  const { campaign } = await dataOf(dialer.POST('/campaigns', { body: { name: 'Q1', caller_id: '+14155551234' } }));
  const leads = new File(['phone\n+14155552671\n'], 'leads.csv');
  await dataOf(dialer.POST('/leads/upload', { body: { file: leads, campaign_id: campaign.id } }));
  await dataOf(dialer.POST('/campaigns/{id}/start', { params: { path: { id: campaign.id } } }));
  expect(await dataOf(dialer.GET('/calls'))).toMatchObject({ success: true, calls: [] });

  const buyer = await dataOf(pro.POST('/buyers', { body: { name: 'John Doe', phoneNumber: '+14155554444' } }));
  const path = { campaignId: campaign.numeric_id };
  await dataOf(
    pro.POST('/campaigns/{campaignId}/buyers', { params: { path }, body: { buyerId: buyer.id, priority: 1 } }),
  );
  expect(await dataOf(pro.GET('/campaigns/{campaignId}/buyers', { params: { path } }))).toMatchObject([
    { id: buyer.id },
  ]);
});

test('an error response is thrown with its status and message', async () => {
  const dialer = createDialerClient(publicBaseUrl);
  const refused = dataOf(dialer.GET('/campaigns', { params: { query: { limit: 5 } } }));
  await expect(refused).rejects.toThrow(ApiError);
  await expect(refused).rejects.toMatchObject({ status: 401, message: expect.stringContaining('/api/auth/login') });
});
