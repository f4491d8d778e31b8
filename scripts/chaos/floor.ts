/** The floor under chaos: campaigns with leads and agents, and inbound calls with bidders and a buyer. */
import { dataOf, type DialerClient } from '../../api/client/client.ts';
import type { components } from '../../api/client/dialer.ts';
import { addBuyer, createInboundCampaign, simulatedBidderUrl } from '../demo/inbound-campaign.ts';
import { logIn, registerOwner } from '../demo/sign-in.ts';
import type { BehaviourInput } from '../simulator/personas/behaviours.ts';
import { createAvailableAgent } from '../demo/agents.ts';
import { callableNumbers } from './callable-numbers.ts';
import type { World } from './world.ts';

export type OutboundFloor = { api: DialerClient; campaignId: string; agentIds: string[]; leadIds: string[] };

/**
 * Creates a campaign around the clock with leads and available agents, and starts it.
 *
 * @param api a registered client
 * @param options.fields fields of the campaign that override the default values
 * @param options.firstAgent the last four digits of the first agent's phone number, from 9000 to 9999
 */
export async function startOutboundCampaign(
  api: DialerClient,
  options: {
    phones: string[];
    agents: number;
    firstAgent?: number;
    fields?: Partial<components['schemas']['CreateCampaignBody']>;
  },
): Promise<{ campaignId: string; agentIds: string[] }> {
  const { phones, agents, firstAgent = 9001, fields = {} } = options;
  const body = {
    name: 'Under fire',
    caller_id: '+14155551234',
    timezone: 'UTC',
    calling_hours_start: '00:00:00',
    calling_hours_end: '00:00:00',
    ...fields,
  };
  const { campaign } = await dataOf(api.POST('/campaigns', { body }));
  await uploadLeads(api, campaign.id, phones);
  const agentIds: string[] = [];
  for (let n = 0; n < agents; n += 1) {
    const phone = `+1415555${firstAgent + n}`;
    agentIds.push(await createAvailableAgent(api, { name: `Agent ${n + 1}`, phone }));
  }
  await dataOf(api.POST('/campaigns/{id}/start', { params: { path: { id: campaign.id } } }));
  return { campaignId: campaign.id, agentIds };
}

export async function uploadLeads(
  api: DialerClient,
  campaignId: string,
  phones: string[],
  fileName = 'leads.csv',
): Promise<void> {
  const file = new File([`phone\n${phones.join('\n')}\n`], fileName, { type: 'text/csv' });
  await dataOf(api.POST('/leads/upload', { body: { campaign_id: campaignId, file } }));
}

/** The policy of the campaigns under chaos. Short, so that a run has retries. */
export const RETRIES = { attemptsMax: 3, gapMinutes: 4 };

/** The phone number with auctions. `PLAIN` has the same buyer, but no auctions. */
export const AUCTIONED = '+14155557000';
export const PLAIN = '+14155557002';

/** Bidders with the highest number of calls at the same time. Their phones answer, are busy, or ring for ever. */
export const BIDDERS = [
  { amount: 9.5, phone: '+14155550201', concurrentMax: 2, persona: { kind: 'human', ringSeconds: 2, talkSeconds: 40 } },
  { amount: 8.5, phone: '+14155550202', concurrentMax: 3, persona: { kind: 'no-answer' } },
  { amount: 7.5, phone: '+14155550203', concurrentMax: 3, persona: { kind: 'busy', ringSeconds: 1 } },
  { amount: 6.5, phone: '+14155550204', concurrentMax: 4, persona: { kind: 'human', ringSeconds: 3, talkSeconds: 15 } },
] as const;
export const BUYER = { phone: '+14155550301', persona: { kind: 'human', ringSeconds: 2, talkSeconds: 30 } } as const;

/** The far ends of the leads, in turn. */
const LEAD_PERSONAS: BehaviourInput['persona'][] = [
  { kind: 'human', ringSeconds: 3, talkSeconds: 20, patienceSeconds: 90 },
  { kind: 'busy', ringSeconds: 2 },
  { kind: 'human', ringSeconds: 5, talkSeconds: 35, patienceSeconds: 90, keys: [{ digits: '9', afterSeconds: 2 }] },
  { kind: 'machine', ringSeconds: 4, greetingSeconds: 6 },
  { kind: 'human', ringSeconds: 2, talkSeconds: 10, patienceSeconds: 6 },
  { kind: 'failed', ringSeconds: 1 },
];

const LEADS = 900;
const AGENTS = 6;

export type Floor = {
  /** A campaign with parked agents and one that rings agents on demand, each of a tenant of its own. */
  outbound: OutboundFloor[];
  /** A campaign that is never started, for uploads. */
  uploads: { api: DialerClient; campaignId: string };
  leadPhones: string[];
};

export async function createFloor(world: World): Promise<Floor> {
  const { running, simulator, sql } = world;
  const phones = callableNumbers(LEADS);
  await simulator.addBehaviours([
    ...phones.map((number, i) => ({ number, persona: LEAD_PERSONAS[i % LEAD_PERSONAS.length]! })),
    ...[...BIDDERS, BUYER].map(({ phone, persona }) => ({ number: phone, persona })),
  ]);
  const common = {
    retry_policy: { max_attempts: RETRIES.attemptsMax, delay_minutes: RETRIES.gapMinutes },
    voicemail_message_url: 'https://example.com/voicemail.mp3',
    record_calls: true,
    wrap_up_seconds: 3,
  };
  const kinds = [
    { email: 'parked@example.com', fields: { ...common, amd_mode: 'async' as const } },
    {
      email: 'on-demand@example.com',
      fields: { ...common, agent_legs: 'on_demand' as const, dial_mode: 'progressive' as const },
    },
  ];
  const outbound: OutboundFloor[] = [];
  for (const [index, { email, fields }] of kinds.entries()) {
    const api = await registerOwner(running.apiUrl, { email, password: PASSWORD });
    const half = phones.filter((_, i) => Math.floor(i / LEAD_PERSONAS.length) % kinds.length === index);
    const options = { phones: half, agents: AGENTS, firstAgent: 9001 + 100 * index, fields };
    const started = await startOutboundCampaign(api, options);
    const leads = await sql<{ uuid: string }[]>`
      select l.uuid from leads l join campaigns k on k.id = l.campaign_id
      where k.uuid = ${started.campaignId} order by l.id`;
    outbound.push({ api, ...started, leadIds: leads.map(({ uuid }) => uuid) });
  }
  const { api } = outbound[0]!;
  const body = { name: 'Uploads', caller_id: '+14155551234', timezone: 'UTC' };
  const { campaign } = await dataOf(api.POST('/campaigns', { body }));
  await createInbound(world, kinds[0]!.email);
  return { outbound, uploads: { api, campaignId: campaign.id }, leadPhones: phones };
}

const PASSWORD = 'securePassword123';

async function createInbound({ running }: World, email: string): Promise<void> {
  const api = await logIn(running.apiUrl, { email, password: PASSWORD });
  const { buyerIds } = await createInboundCampaign(api, {
    phoneNumber: AUCTIONED,
    bidders: BIDDERS.map(({ amount, phone, concurrentMax }) => ({
      name: phone,
      endpointUrl: simulatedBidderUrl(running.simulatorUrl!, 'fast', { amount, destination: phone }),
      target: { maxConcurrentCalls: concurrentMax, conversionSeconds: 10 },
    })),
    buyers: [{ name: 'Buyer', phoneNumber: BUYER.phone, maxConcurrentCalls: 0 }],
  });
  const plain = await dataOf(api.POST('/campaigns', { body: { name: 'Plain', phoneNumber: PLAIN } }));
  for (const buyerId of buyerIds) await addBuyer(api, plain.id, buyerId);
}
