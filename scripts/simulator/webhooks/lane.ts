/**
 * A lane holds the callbacks of one call or conference. The callbacks of a lane are sent one after another, in the
 * order of their events.
 */

export type Lane = {
  /** Resolves when the last queued callback of the lane has been sent. */
  tail: Promise<void>;
  /** Callbacks that a fault holds back. Each function puts one callback into the lane. */
  held: (() => void)[];
};

export function createLane(): Lane {
  return { tail: Promise.resolve(), held: [] };
}
