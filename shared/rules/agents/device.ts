/**
 * What the carrier rings for an agent.
 *
 * - `phone`: the phone number of the agent.
 * - `browser`: the browser in which the agent has opened the console. The carrier rings the address
 *   `client:agent_<uuid without hyphens>`, because Twilio allows only letters, digits and underscores in it. The browser
 *   registers for this address with a device token.
 */
export const AGENT_DEVICES = ['phone', 'browser'] as const;
export type AgentDevice = (typeof AGENT_DEVICES)[number];

/** How long a device token is valid, in seconds of real time. The browser gets a new token before the end. */
export const DEVICE_TOKEN_SECONDS = 3_600;

/** The identity for which the browser of an agent registers at the carrier. The column `agents.address` has it too. */
export const deviceIdentityOf = (agentUuid: string): string => `agent_${agentUuid.replaceAll('-', '')}`;
