/**
 * - `available`: the agent takes calls.
 * - `busy`: the agent chose this status, or has no free agent slot, or is in wrap-up.
 * - `break`, `offline`: the agent takes no calls.
 */
export const AGENT_STATUSES = ['available', 'busy', 'offline', 'break'] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];
