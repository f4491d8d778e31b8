/** The callbacks of one call or conference, which are sent one after another in the order of their events. */

export type Lane = {
  /** Resolves when the last queued callback has been sent. */
  tail: Promise<void>;
  /** Each function queues a callback that a fault holds back. */
  held: (() => void)[];
};

export function createLane(): Lane {
  return { tail: Promise.resolve(), held: [] };
}
