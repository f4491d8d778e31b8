/** How the dialer API shows the floor. */
import { z } from '@hono/zod-openapi';
import type { Floor } from '../../../shared/domain/operations/floor.ts';
import { CALL_PHASES } from '../../../shared/rules/operations/call-phase.ts';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import type { FloorCallRow, FloorSums, FloorSumsRow, PhaseCount } from '../../../sql/operations/floor.ts';
import { integer, numericId, uuid } from '../../http/response-fields.ts';
import { AgentResponse, presentAgent } from '../agents/agents.shape.ts';
import { CampaignResponse, presentCampaign } from '../campaigns/campaigns.shape.ts';
import { timestamp } from '../conventions.ts';
import { PacingStatusResponse, presentPacingStatus } from '../pacing/pacing.shape.ts';

const PhaseCountsResponse = z
  .object({ ringing: integer, waiting: integer, talking: integer, machine: integer })
  .openapi('PhaseCountsResponse', { description: 'Live calls by phase' });

const FloorCallResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    direction: z.enum(['inbound', 'outbound']),
    phase: z.enum(CALL_PHASES),
    phase_since: timestamp,
    phone: z.string().openapi({ description: 'The number of the person' }),
    person: z.string().nullable(),
    lead_id: uuid.nullable(),
    campaign_id: uuid.nullable(),
    campaign_name: z.string().nullable(),
    agent_id: uuid.nullable(),
    agent_name: z.string().nullable(),
    buyer_name: z.string().nullable().openapi({ description: 'The buyer, or the bidder that won the call' }),
  })
  .openapi('FloorCallResponse');

export const FloorResponse = z
  .object({
    success: z.literal(true),
    at: timestamp.openapi({ description: 'The time of the server, for the time that agents and calls are in a state' }),
    agents: z.array(AgentResponse),
    calls: z.array(FloorCallResponse).openapi({ description: 'The oldest 200 live calls' }),
    counts: PhaseCountsResponse,
    campaigns: z
      .array(
        z.object({
          campaign: CampaignResponse,
          counts: PhaseCountsResponse,
          pacing: z.union([PacingStatusResponse, z.null()]).openapi({ description: 'null unless active' }),
        }),
      )
      .openapi({ description: 'The campaigns that are active, paused or scheduled' }),
  })
  .openapi('FloorResponse');

function presentCall(row: FloorCallRow): z.infer<typeof FloorCallResponse> {
  return {
    id: row.uuid,
    numeric_id: row.id,
    direction: row.direction,
    phase: row.phase,
    phase_since: row.phaseSince.toISOString(),
    phone: row.direction === 'outbound' ? row.toNumber : row.fromNumber,
    person: row.personName,
    lead_id: row.leadUuid,
    campaign_id: row.campaignUuid,
    campaign_name: row.campaignName,
    agent_id: row.agentUuid,
    agent_name: row.agentName,
    buyer_name: row.buyerName,
  };
}

function presentCounts(counts: PhaseCount[]): z.infer<typeof PhaseCountsResponse> {
  const total = { ringing: 0, waiting: 0, talking: 0, machine: 0 };
  for (const { phase, calls } of counts) total[phase] += calls;
  return total;
}

export function presentFloor({ at, agents, calls, counts, campaigns }: Floor): z.infer<typeof FloorResponse> {
  return {
    success: true,
    at: at.toISOString(),
    agents: agents.map(presentAgent),
    calls: calls.map(presentCall),
    counts: presentCounts(counts),
    campaigns: campaigns.map(({ campaign, pacing }) => ({
      campaign: presentCampaign(campaign),
      counts: presentCounts(counts.filter(({ campaignUuid }) => campaignUuid === campaign.uuid)),
      pacing: pacing && presentPacingStatus(campaign, pacing),
    })),
  };
}

const FloorSumsResponse = z
  .object({
    calls: integer,
    placed: integer.openapi({ description: 'Outbound calls' }),
    answered: integer.openapi({ description: 'Outbound calls that a person answered' }),
    abandoned: integer.openapi({ description: 'Without an agent, or connected after more than two seconds' }),
    talks: integer.openapi({ description: 'Calls with a conversation' }),
    talk_seconds: integer,
    revenue: z.number(),
    connect_delay_ms: integer.nullable().openapi({ description: 'Median of the calls that agents took' }),
  })
  .openapi('FloorSumsResponse', { description: 'Sums of ended calls' });

export const FloorDayResponse = z
  .object({
    success: z.literal(true),
    from: timestamp.openapi({ description: 'Midnight' }),
    total: FloorSumsResponse,
    steps: z
      .array(FloorSumsResponse.extend({ at: timestamp }))
      .openapi({ description: 'Steps of five minutes, by the time at which the calls began; without empty steps' }),
    campaigns: z.array(FloorSumsResponse.extend({ id: uuid, numeric_id: numericId })),
    agents: z.array(FloorSumsResponse.extend({ id: uuid, numeric_id: numericId })),
  })
  .openapi('FloorDayResponse');

function presentSums(sums: FloorSums): z.infer<typeof FloorSumsResponse> {
  return {
    calls: sums.calls,
    placed: sums.placed,
    answered: sums.answered,
    abandoned: sums.abandoned,
    talks: sums.talks,
    talk_seconds: sums.talkSeconds,
    revenue: fromMicros(sums.revenueMicros),
    connect_delay_ms: sums.connectDelayMs,
  };
}

/** Returns the sums with the id of a campaign or agent, or no sums if the row is about something else. */
const presentSumsOf = (uuid: string | null, id: number | null, sums: FloorSums) =>
  uuid === null || id === null ? [] : [{ id: uuid, numeric_id: id, ...presentSums(sums) }];

export function presentFloorDay({
  from,
  rows,
}: {
  from: Date;
  rows: FloorSumsRow[];
}): z.infer<typeof FloorDayResponse> {
  const total = rows.find(({ at, campaignUuid, agentUuid }) => !at && !campaignUuid && !agentUuid)!;
  return {
    success: true,
    from: from.toISOString(),
    total: presentSums(total),
    steps: rows.flatMap((row) => (row.at ? { at: row.at.toISOString(), ...presentSums(row) } : [])),
    campaigns: rows.flatMap((row) => presentSumsOf(row.campaignUuid, row.campaignId, row)),
    agents: rows.flatMap((row) => presentSumsOf(row.agentUuid, row.agentId, row)),
  };
}
