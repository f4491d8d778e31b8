/**
 * Maximum offset of a page. With a larger offset, the database would have to read the whole table. The API client must
 * narrow the filter instead.
 */
export const PAGE_OFFSET_MAX = 1_000_000;
