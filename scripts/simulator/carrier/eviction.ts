/** Keeping the carrier's memory within its limits. */
import type { Carrier } from './state.ts';

/** Deletes the oldest entry for which `isEvictable` holds, if `entries` has reached `max`. */
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
