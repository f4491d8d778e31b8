import type { Pacer } from './types.ts';

/**
 * One call for each free agent, never more: nobody who answers finds no agent, whatever the answer rate. What a dialer
 * does while it knows nothing, and what it falls back to when it must not take a risk.
 */
export function createProgressivePacer(): Pacer {
  return {
    observe() {},
    decide: ({ idle, waiting, ringing }) => ({ start: Math.max(0, idle - waiting - ringing.length), cancel: [] }),
    save: () => null,
  };
}
