/** The connection of a browser to the carrier. Each carrier has a connection of its own. */

/** `off`: the agent uses a phone, or the device is not connected yet. */
export type DevicePhase = 'off' | 'connecting' | 'ready' | 'ringing' | 'connected';

/** The connection to the carrier. Without a call, `answer` and `hangUp` do nothing. */
export type Line = { answer(): void; hangUp(): void; renew(token: string): void; close(): void };
export type LineEvents = {
  phase(phase: DevicePhase): void;
  warnings(warnings: readonly string[]): void;
  /** The connection is lost for good, so a new one is needed. */
  lost(problem: string): void;
};
