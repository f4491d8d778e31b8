export type TimedEvent<T> = { atSeconds: number; order: number; event: T };

/**
 * A queue that returns events in the order of their times. Events with the same time leave the queue in the order in
 * which they entered.
 */
export type EventQueue<T> = { push(atSeconds: number, event: T): void; pop(): TimedEvent<T> | undefined };

/** Creates an {@link EventQueue} that is stored as a binary heap. */
export function createEventQueue<T>(): EventQueue<T> {
  const heap: TimedEvent<T>[] = [];
  let pushCount = 0;
  const isBefore = (a: TimedEvent<T>, b: TimedEvent<T>) =>
    a.atSeconds < b.atSeconds || (a.atSeconds === b.atSeconds && a.order < b.order);

  function push(atSeconds: number, event: T): void {
    const item = { atSeconds, order: (pushCount += 1), event };
    let hole = heap.length;
    heap.push(item);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isBefore(item, heap[parent]!)) break;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[hole] = item;
  }

  function pop(): TimedEvent<T> | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = last;
    return top;
  }

  return { push, pop };
}
