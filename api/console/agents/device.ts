/**
 * The browser as the phone of the agent. One device lives as long as the page, so that a call goes on while the agent
 * looks at another screen.
 */
import { effect, signal } from '@preact/signals';
import { dataOf, dialer, problemOf } from '../ui/api.ts';
import { me } from '../ui/session.ts';
import type { DevicePhase, Line } from './device-line.ts';

export type DeviceState = {
  phase: DevicePhase;
  /** Why the device does not work; null if it works. */
  problem: string | null;
  /** What is wrong with the network or the microphone now, in the words of the carrier's library. */
  warnings: readonly string[];
};

const OFF: DeviceState = { phase: 'off', problem: null, warnings: [] };
/** A new token comes this long before the old one ends. */
const RENEW_BEFORE_MS = 60_000;
const RETRY_MS = 3_000;

export const device = signal<DeviceState>(OFF);

let connection: { agentId: string; line?: Line; timer?: ReturnType<typeof setTimeout> } | undefined;

/** Registers this browser for the calls of the agent. Does nothing if it is registered. */
export function openDevice(agentId: string): void {
  if (connection?.agentId === agentId) return;
  closeDevice();
  connection = { agentId };
  void connect(connection);
}

/** Ends the registration, and with it the call. */
export function closeDevice(): void {
  clearTimeout(connection?.timer);
  connection?.line?.close();
  connection = undefined;
  device.value = OFF;
}

// A user who has logged out gets no more calls.
effect(() => {
  if (me.value === null) closeDevice();
});

export const answer = (): void => connection?.line?.answer();
export const hangUp = (): void => connection?.line?.hangUp();

const requestToken = (agentId: string) =>
  dataOf(dialer.POST('/agents/{id}/device-token', { params: { path: { id: agentId } } }));

async function connect(own: NonNullable<typeof connection>): Promise<void> {
  const show = (changes: Partial<DeviceState>) => {
    if (connection === own) device.value = { ...device.value, ...changes };
  };
  const retry = (problem: string) => {
    show({ phase: 'connecting', problem, warnings: [] });
    clearTimeout(own.timer);
    if (connection === own) own.timer = setTimeout(() => void connect(own), RETRY_MS);
  };
  show({ phase: 'connecting' });
  try {
    const access = await requestToken(own.agentId);
    // Only the library of the carrier in use is loaded.
    const { openLine } =
      access.carrier === 'twilio' ? await import('./device-twilio.ts') : await import('./device-simulator.ts');
    const line = await openLine(
      { token: access.token, socketUrl: access.socket_url },
      {
        phase: (phase) => show({ phase, problem: null }),
        warnings: (warnings) => show({ warnings }),
        lost: retry,
      },
    );
    if (connection !== own) return line.close();
    own.line = line;
    own.timer = setTimeout(() => void renew(own), Math.max(RETRY_MS, access.expires_in * 1000 - RENEW_BEFORE_MS));
  } catch (error) {
    retry(problemOf(error).message);
  }
}

async function renew(own: NonNullable<typeof connection>): Promise<void> {
  try {
    const { token, expires_in: seconds } = await requestToken(own.agentId);
    if (connection !== own) return;
    own.line?.renew(token);
    own.timer = setTimeout(() => void renew(own), Math.max(RETRY_MS, seconds * 1000 - RENEW_BEFORE_MS));
  } catch {
    if (connection === own) own.timer = setTimeout(() => void renew(own), RETRY_MS);
  }
}
