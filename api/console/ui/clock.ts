/**
 * The time of the server, for the time that agents and calls are in a state. The clock of the computer may be wrong, and
 * the clock of a simulated system may run faster.
 */
import { signal } from '@preact/signals';

let known = { server: Date.now(), local: Date.now(), speed: 1 };

/** Milliseconds between two samples that are long enough to measure the speed of the server's clock. */
const SPEED_SAMPLE_MS = 2_000;

/** Takes the time of the server from a response that just arrived. */
export function setServerTime(time: string): void {
  const server = Date.parse(time);
  const local = Date.now();
  const elapsed = local - known.local;
  const measured = elapsed > SPEED_SAMPLE_MS ? (server - known.server) / elapsed : known.speed;
  // Real clocks have the speed 1. Small differences come from the network.
  known = { server, local, speed: measured > 1.5 ? measured : 1 };
}

export const serverNow = (): number => known.server + (Date.now() - known.local) * known.speed;

/** The time of the server, new every second, so that times in a state count up. */
export const now = signal(serverNow());
setInterval(() => {
  if (!document.hidden) now.value = serverNow();
}, 1_000);

/** Returns the seconds since a time of the server. Components that call it are shown again every second. */
export const secondsSince = (time: string): number => Math.max(0, (now.value - Date.parse(time)) / 1_000);
