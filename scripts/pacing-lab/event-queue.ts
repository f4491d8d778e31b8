/** A binary heap of timed happenings; equal times come out in the order they went in. */
export type Timed<T> = { at: number; order: number; what: T };

export type EventQueue<T> = { push(at: number, what: T): void; pop(): Timed<T> | undefined; peekAt(): number };

export function createEventQueue<T>(): EventQueue<T> {
  const heap: Timed<T>[] = [];
  let pushed = 0;
  const before = (a: Timed<T>, b: Timed<T>) => a.at < b.at || (a.at === b.at && a.order < b.order);

  function push(at: number, what: T): void {
    const item = { at, order: (pushed += 1), what };
    let hole = heap.length;
    heap.push(item);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!before(item, heap[parent]!)) break;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[hole] = item;
  }

  function pop(): Timed<T> | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = last;
    return top;
  }

  return { push, pop, peekAt: () => heap[0]?.at ?? Infinity };
}
