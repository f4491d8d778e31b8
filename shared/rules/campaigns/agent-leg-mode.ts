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

/**
 * Whether the agents of a campaign can be connected within the two seconds of the law. A predictive campaign starts more
 * calls than agents are free, so its agents must be on the line before a person answers. The constraint
 * `campaigns_predictive_agents_parked` of the database holds the same rule for every campaign that is not a draft.
 */
export function areAgentsInTime(campaign: { dialMode: DialMode; agentLegs: AgentLegs }): boolean {
  return campaign.dialMode !== 'predictive' || campaign.agentLegs === 'parked';
}
