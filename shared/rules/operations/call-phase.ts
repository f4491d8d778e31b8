/**
 * What happens in a live call at this moment, as supervisors see it.
 *
 * - `ringing`: the call was placed and is not answered yet. The carrier may not know the call yet.
 * - `waiting`: a person has answered or called, and no agent, buyer or bidder talks to the person yet.
 * - `talking`: the person is in a conversation.
 * - `machine`: an answering machine or a fax has answered.
 */
export const CALL_PHASES = ['ringing', 'waiting', 'talking', 'machine'] as const;
export type CallPhase = (typeof CALL_PHASES)[number];
