/** Where a do-not-call number comes from; `registry` is the list that applies to all tenants. */
export const DNC_SOURCES = ['api', 'import', 'opt_out', 'disposition', 'registry'] as const;
export type DncSource = (typeof DNC_SOURCES)[number];
