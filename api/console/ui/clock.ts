/**
 * The time of the server, for the time that agents and calls are in a state. The clock of the computer may be wrong, and
 * the clock of a simulated system may run faster.
 */
import { signal } from '@preact/signals';
import { meta } from './meta.ts';

/** Seconds of the server's clock per second of real time: 1, except in simulated systems. */
const SPEED = Number(meta('clock-speed')) || 1;

let known = { server: Date.parse(meta('time')) || Date.now(), local: Date.now() };

/** Takes the time of the server from a response that just arrived. */
export function setServerTime(time: string): void {
  known = { server: Date.parse(time), local: Date.now() };
}

export const serverNow = (): number => known.server + (Date.now() - known.local) * SPEED;

/** The time of the server, new every second, so that times in a state count up. */
export const now = signal(serverNow());
setInterval(() => {
  if (!document.hidden) now.value = serverNow();
}, 1_000);

/** Returns the seconds since a time of the server. Components that call it are shown again every second. */
export const secondsSince = (time: string): number => Math.max(0, (now.value - Date.parse(time)) / 1_000);
