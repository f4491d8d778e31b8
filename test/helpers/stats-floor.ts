/** Calls of a tenant's campaigns, buyers and agents, for statistics to count. */
import { foundTenant, openSession, type SessionClient } from './client.ts';
import { insertRow } from './insert-row.ts';
import { pastCall } from './past-calls.ts';
import { TEST_START, type TestSystem } from './system.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TODAY_MS = Math.floor(Date.parse(TEST_START) / DAY_MS) * DAY_MS;

export type StatsFloor = {
  owner: SessionClient;
  tenantId: number;
  campaigns: number[];
  buyers: number[];
  agents: number[];
};

/** A tenant with two of each. */
export async function openStatsFloor(system: TestSystem): Promise<StatsFloor> {
  const { sql } = system.ctx;
  const client = await foundTenant(system);
  const [{ id: tenantId }] = await sql<[{ id: number }]>`select id from tenants where uuid = ${client.user.tenant_id}`;
  const two = async (table: 'campaigns' | 'buyers' | 'agents') => [
    (await insertRow[table](sql, tenantId)).id,
    (await insertRow[table](sql, tenantId)).id,
  ];
  return {
    owner: await openSession(system, client),
    tenantId,
    campaigns: await two('campaigns'),
    buyers: await two('buyers'),
    agents: await two('agents'),
  };
}

/** A call as the document's examples count it: taken by a buyer, worth its price. */
export type CountedCall = {
  campaign: number | null;
  buyer: number | null;
  tried: number[];
  agent: number | null;
  disposition: string;
  daysAgo: number;
  hour: number;
  talkTime: number;
  converted: boolean | null;
  revenueMicros: number | null;
};

const createdMs = ({ daysAgo, hour }: Pick<CountedCall, 'daysAgo' | 'hour'>) =>
  TODAY_MS - daysAgo * DAY_MS + hour * HOUR_MS;

/** In the order of the floor: campaign 0 is its first. */
export function columnsOf(call: CountedCall, at: StatsFloor) {
  // The first or the last moment of its hour.
  const createdAt = new Date(createdMs(call) + (call.hour % 2 === 0 ? 0 : HOUR_MS - 1));
  return {
    tenantId: at.tenantId,
    campaignId: call.campaign === null ? null : at.campaigns[call.campaign]!,
    buyerId: call.buyer === null ? null : at.buyers[call.buyer]!,
    triedBuyerIds: call.tried.map((buyer) => at.buyers[buyer]!),
    agentId: call.agent === null ? null : at.agents[call.agent]!,
    direction: call.buyer === null && call.agent !== null ? 'outbound' : 'inbound',
    disposition: call.disposition,
    talkTime: call.talkTime,
    converted: call.converted,
    revenueMicros: call.revenueMicros,
    createdAt,
    startTime: createdAt,
    endTime: createdAt,
  };
}

export const insertCounted = ({ ctx }: TestSystem, call: CountedCall, at: StatsFloor) =>
  pastCall(ctx.sql, columnsOf(call, at));
