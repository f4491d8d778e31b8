/**
 * - `available`: the agent takes calls.
 * - `busy`: the agent chose this status, or has no free agent slot, or is in wrap-up.
 * - `break`, `offline`: the agent takes no calls.
 */
export const AGENT_STATUSES = ['available', 'busy', 'offline', 'break'] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];

/**
 * What an agent does at this moment. The status is what the agent chose; the state also depends on the agent's call.
 *
 * - `ringing`: a call has reserved the agent, and the two are not connected yet.
 * - `talking`: the agent is in a conversation.
 * - `wrap_up`: the agent works on the last call and gets no new call yet.
 */
export const AGENT_STATES = ['available', 'ringing', 'talking', 'wrap_up', 'busy', 'break', 'offline'] as const;
export type AgentState = (typeof AGENT_STATES)[number];

/** The states of the history of an agent. `on_call` is the time from the reservation for a call to the release. */
export const AGENT_HISTORY_STATES = ['available', 'on_call', 'wrap_up', 'busy', 'break', 'offline'] as const;
export type AgentHistoryState = (typeof AGENT_HISTORY_STATES)[number];

/** Maximum number of pause reasons of a tenant. */
export const PAUSE_REASONS_MAX = 20;
