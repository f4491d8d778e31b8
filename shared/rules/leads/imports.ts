/** The kinds of uploaded files: the rows are either leads of a campaign or do-not-call numbers. */
export const IMPORT_KINDS = ['leads', 'dnc'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/**
 * The status of an import. An import is `uploading` until all bytes have arrived; the API does not show such an import.
 */
export const IMPORT_STATUSES = ['uploading', 'pending', 'running', 'completed', 'failed'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** Who named the country of numbers without a country code: the upload form, or the caller ID of a campaign. */
export const COUNTRY_SOURCES = ['form', 'caller_id'] as const;
export type CountrySource = (typeof COUNTRY_SOURCES)[number];

/**
 * What happens to a lead whose number is uploaded or added again. `skip` leaves the lead as it is. `update` changes the
 * fields that the row has. `requeue` does the same and makes a finished lead due again.
 */
export const ON_DUPLICATE = ['skip', 'update', 'requeue'] as const;
export type OnDuplicate = (typeof ON_DUPLICATE)[number];

/** Number of rows by result. Every processed row of the file is counted once. */
export type ImportCounts = { inserted: number; invalid: number; duplicates: number; dnc: number };

/** Of the duplicates, those that changed a lead, and those that made a finished lead due again. A row is in one count. */
export type DuplicateCounts = { updated: number; requeued: number };
