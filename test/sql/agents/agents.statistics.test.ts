/** Tests the statistics of agents in calls that were transferred. */
import { expect, test } from 'vitest';
import { agentStatistics } from '../../../sql/agents/agents.ts';
import { insertAgentTalk } from '../../../sql/calls/conversations.ts';
import { agentRows, createDialingTenant } from '../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

test('each agent of a transferred call gets the own talk, and every talk is a conversation', async () => {
  const floor = await createDialingTenant(system, { phones: [], agents: 2 });
  const [first, last] = await agentRows(system, floor);
  const { tenantId } = first!;
  const talks = async (agentId: number) => {
    const { totalCalls, conversations, totalTalkSeconds } = await agentStatistics(sql, tenantId, agentId, {});
    return { totalCalls, conversations, totalTalkSeconds };
  };
  // A call that was corrected to another disposition stays a conversation.
  const [call] = await sql<[{ id: number }]>`
    insert into calls (tenant_id, agent_id, direction, status, from_number, to_number, end_time, disposition, talk_time)
    values (${tenantId}, ${last!.id}, 'outbound', 'completed', '+14155551234', '+12125550101', clock_now(), 'voicemail', 300)
    returning id`;
  expect(await talks(last!.id)).toEqual({ totalCalls: 1, conversations: 1, totalTalkSeconds: 300 });
  for (const [agent, talkSeconds] of [
    [first, 100],
    [last, 80],
    [first, 20],
    [last, 100],
  ] as const)
    await insertAgentTalk(sql, { tenantId, callId: call.id, agentId: agent!.id, talkSeconds });
  expect(await talks(first!.id)).toEqual({ totalCalls: 1, conversations: 1, totalTalkSeconds: 120 });
  expect(await talks(last!.id)).toEqual({ totalCalls: 1, conversations: 1, totalTalkSeconds: 180 });
});
