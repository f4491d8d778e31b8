/** Snapshots and events as they arrive: the caller's numbers are made safe before any arithmetic. */
import type { PacingEvent, PacingPolicy, PacingSnapshot } from './types.ts';

const SECONDS_MAX = 86_400;
const RATE_MAX = 0.5;

const bounded = (value: number, min: number, max: number, otherwise: number) =>
  Number.isNaN(value) ? otherwise : Math.max(min, Math.min(max, value));
const duration = (value: number) => bounded(value, 0, SECONDS_MAX, 0);
const count = (value: number) => Math.floor(bounded(value, 0, 1e6, 0));

export function safePolicy(policy: PacingPolicy): PacingPolicy {
  return {
    targetAbandonRate: bounded(policy.targetAbandonRate, 0, RATE_MAX, 0),
    hardAbandonRate: bounded(policy.hardAbandonRate, 0, RATE_MAX, 0),
    graceSeconds: bounded(policy.graceSeconds, 0, 60, 0),
    ringSecondsMin: bounded(policy.ringSecondsMin, 0, 120, 120),
  };
}

export function safeSnapshot(snapshot: PacingSnapshot): PacingSnapshot {
  return {
    atSeconds: Number.isFinite(snapshot.atSeconds) ? snapshot.atSeconds : 0,
    secondsLeft: Number.isNaN(snapshot.secondsLeft) ? 0 : snapshot.secondsLeft,
    idle: count(snapshot.idle),
    talking: snapshot.talking.map(duration),
    wrapping: snapshot.wrapping.map(duration),
    waiting: count(snapshot.waiting),
    leadsLeft: bounded(snapshot.leadsLeft ?? Infinity, 0, Infinity, 0),
    ringing: snapshot.ringing.map((call) => ({
      ageSeconds: duration(call.ageSeconds),
      ringSeconds: duration(call.ringSeconds),
    })),
  };
}

export function safeEvent(event: PacingEvent): PacingEvent {
  const atSeconds = Number.isFinite(event.atSeconds) ? event.atSeconds : 0;
  if (event.kind === 'resolved') return { ...event, atSeconds, ringSeconds: duration(event.ringSeconds) };
  if (event.kind === 'handled')
    return {
      ...event,
      atSeconds,
      talkSeconds: duration(event.talkSeconds),
      wrapSeconds: duration(event.wrapSeconds),
    };
  return { ...event, atSeconds };
}
