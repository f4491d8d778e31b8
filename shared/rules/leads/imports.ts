/** What the rows of an uploaded file are: leads of a campaign, or do-not-call numbers. */
export const IMPORT_KINDS = ['leads', 'dnc'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** `uploading` until all bytes have arrived; the API does not show such an import. */
export type ImportStatus = 'uploading' | 'pending' | 'running' | 'completed' | 'failed';

/** Every processed row of the file is counted once. */
export type ImportCounts = { inserted: number; invalid: number; duplicates: number; dnc: number };
