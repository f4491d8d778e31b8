/** Offsets beyond this make the database walk the whole table; narrow the filter instead. */
export const PAGE_OFFSET_MAX = 1_000_000;
