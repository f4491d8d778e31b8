/** Returns the element of the list at a draw between 0 and 1. */
export function pick<T>(list: readonly T[], draw: number): T {
  return list[Math.min(list.length - 1, Math.floor(draw * list.length))]!;
}
