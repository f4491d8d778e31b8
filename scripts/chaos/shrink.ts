/**
 * Finds a small part of a list for which `fails` still holds, by delta debugging (Zeller and Hildebrandt, "Simplifying and
 * isolating failure-inducing input", 2002): drop ever smaller parts as long as the rest still fails.
 *
 * @param fails whether a part still fails. It is never called with the whole list, because the whole list has failed already.
 * @returns A part from which no single element can be dropped, unless `triesMax` calls of `fails` were not enough.
 */
export async function shrink<T>(
  list: readonly T[],
  fails: (part: readonly T[]) => Promise<boolean>,
  triesMax = 40,
): Promise<readonly T[]> {
  let rest = list;
  let parts = 2;
  let tries = 0;
  while (rest.length > 1) {
    const size = Math.ceil(rest.length / parts);
    const starts = Array.from({ length: Math.ceil(rest.length / size) }, (_, part) => part * size);
    // First one part alone, then all but one part.
    const candidates = [
      ...starts.map((start) => rest.slice(start, start + size)),
      ...(starts.length > 2 ? starts.map((start) => [...rest.slice(0, start), ...rest.slice(start + size)]) : []),
    ];
    let smaller: readonly T[] | undefined;
    for (const candidate of candidates) {
      if (candidate.length === rest.length) continue;
      tries += 1;
      if (tries > triesMax) return rest;
      if (await fails(candidate)) {
        smaller = candidate;
        break;
      }
    }
    if (smaller) {
      parts = smaller.length < size + 1 ? 2 : Math.max(2, parts - 1);
      rest = smaller;
    } else if (size === 1) return rest;
    else parts = Math.min(rest.length, parts * 2);
  }
  return rest;
}
