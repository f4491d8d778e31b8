/**
 * How the platform makes sure that the agent answered the phone. The carrier reports a mailbox as an answer too.
 *
 * - `detection`: the carrier's machine detection listens when the phone of a parked agent is answered. The agent hears
 *   silence for about four seconds. A phone that rings for one call is not checked, because a person waits meanwhile.
 * - `key`: the agent presses any key.
 * - `none`: whatever answers the phone counts as the agent.
 */
export const PHONE_ACCEPTANCES = ['detection', 'key', 'none'] as const;
export type PhoneAcceptance = (typeof PHONE_ACCEPTANCES)[number];
