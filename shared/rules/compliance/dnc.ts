/** The sources of do-not-call numbers. `registry` is the do-not-call list that applies to all tenants. */
export const DNC_SOURCES = ['api', 'import', 'opt_out', 'disposition', 'registry'] as const;
export type DncSource = (typeof DNC_SOURCES)[number];
