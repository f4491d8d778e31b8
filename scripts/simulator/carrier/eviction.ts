/** Keeps the carrier's memory within its limits. */
import type { Carrier } from './state.ts';

/** If `entries` has reached `max` entries, deletes the oldest entry for which `isEvictable` returns true. */
export function evictOldest<T>(
  carrier: Carrier,
  entries: Map<string, T>,
  max: number,
  isEvictable: (entry: T) => boolean,
): void {
  if (entries.size < max) return;
  for (const [key, entry] of entries) {
    if (!isEvictable(entry)) continue;
    entries.delete(key);
    carrier.evictions += 1;
    return;
  }
}
