/** What a lead is. `shared/domain/leads/README.md` draws how its status changes. */

export const LEAD_STATUSES = ['pending', 'queued', 'calling', 'completed', 'failed', 'dnc'] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

export const LEAD_PRIORITIES = ['low', 'normal', 'high'] as const;
export type LeadPriority = (typeof LEAD_PRIORITIES)[number];

/** What a file says about a lead. Fields that the row leaves empty are null. */
export type ImportedLead = {
  /** As the file writes it. */
  phone: string;
  /** E.164. */
  phoneNormalized: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  /** ISO 3166-1 alpha-2: the row's country, or else that of the phone number. */
  country: string | null;
  type: string | null;
  priority: LeadPriority;
  notes: string | null;
  /** By the column's header. */
  customFields: Record<string, string>;
};
