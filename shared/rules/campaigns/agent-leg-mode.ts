import type { DialMode } from './pacing-settings.ts';

/**
 * How an agent is on the phone:
 *
 * - `on_demand`: the agent's phone rings for each call.
 * - `parked`: the agent stays in one open phone call, and each answered call joins the open phone call.
 */
export const AGENT_LEGS = ['on_demand', 'parked'] as const;
export type AgentLegs = (typeof AGENT_LEGS)[number];

/**
 * Returns how the agents of a campaign take calls. In preview mode the agent is on the phone before the lead answers.
 * So preview mode always uses parked agents, whatever the campaign's own setting says.
 */
export function effectiveAgentLegs(campaign: { dialMode: DialMode; agentLegs: AgentLegs }): AgentLegs {
  return campaign.dialMode === 'preview' ? 'parked' : campaign.agentLegs;
}
