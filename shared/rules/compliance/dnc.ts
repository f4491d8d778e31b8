/**
 * The sources of do-not-call numbers. `registry` is the do-not-call list that applies to all tenants. `erasure` is the
 * erasure of a person's data on request.
 */
export const DNC_SOURCES = ['api', 'import', 'opt_out', 'disposition', 'registry', 'erasure'] as const;
export type DncSource = (typeof DNC_SOURCES)[number];
