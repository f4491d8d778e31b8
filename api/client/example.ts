import { authorize, createDialerClient, dataOf } from './client.ts';

export async function startFirstCampaign(url: string, owner: { email: string; password: string }, leads: File) {
  const api = createDialerClient(url);
  const person = { first_name: 'John', last_name: 'Doe', phone: '+14155551234', role: 'admin' } as const;
  authorize(api, await dataOf(api.POST('/auth/register', { body: { ...owner, ...person } })));
  const body = { name: 'Q1 2024 Outreach', caller_id: '+14155551234' };
  const { campaign } = await dataOf(api.POST('/campaigns', { body }));
  await dataOf(api.POST('/leads/upload', { body: { file: leads, campaign_id: campaign.id } }));
  await dataOf(api.POST('/campaigns/{id}/start', { params: { path: { id: campaign.id } } }));
  return dataOf(api.GET('/calls', { params: { query: { campaign_id: campaign.id } } }));
}
