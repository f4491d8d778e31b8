/**
 * Statuses, priorities and fields of a lead. `shared/domain/leads/README.md` draws how the status of a lead changes.
 */

import type { Consent } from '../compliance/consent.ts';

export const LEAD_STATUSES = ['pending', 'queued', 'calling', 'completed', 'failed', 'dnc'] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

export const LEAD_PRIORITIES = ['low', 'normal', 'high'] as const;
export type LeadPriority = (typeof LEAD_PRIORITIES)[number];

/** One of several phone numbers of a lead. */
export type LeadPhone = {
  /** As written. */
  phone: string;
  phoneNormalized: string;
  /** What the list says about the number, such as mobile, home or work. */
  type: string | null;
};

/** A lead as a lead file describes it. Fields that are empty in the row are null. */
export type ImportedLead = {
  /** The phone number as written in the file. */
  phone: string;
  /** The phone number in E.164 form. */
  phoneNormalized: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  /** ISO 3166-1 alpha-2 code: the country of the row, or the country of the phone number if the row has no country. */
  country: string | null;
  type: string | null;
  priority: LeadPriority;
  notes: string | null;
  /** Values of the custom fields, by column header. */
  customFields: Record<string, string>;
  /** What the person consented to, if the row says it. */
  consent?: Consent | undefined;
};
