import type { DialMode } from './pacing-settings.ts';

/**
 * - `on_demand`: the agent's phone rings for each call.
 * - `parked`: the agent stays on one open phone call, in which the answered calls join.
 */
export const AGENT_LEGS = ['on_demand', 'parked'] as const;
export type AgentLegs = (typeof AGENT_LEGS)[number];

/**
 * How the agents of a campaign take calls. In preview mode the agent who starts the call is on the phone before the lead
 * answers, so preview mode always parks its agents, whatever the campaign's own setting says.
 */
export function effectiveAgentLegs(campaign: { dialMode: DialMode; agentLegs: AgentLegs }): AgentLegs {
  return campaign.dialMode === 'preview' ? 'parked' : campaign.agentLegs;
}
