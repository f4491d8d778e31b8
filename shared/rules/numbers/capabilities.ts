/** What a phone number can be used for. */
export const CAPABILITIES = ['voice', 'sms', 'mms', 'fax'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** The carrier has one flag for each capability; we store a list. */
export type CapabilityFlags = Record<Capability, boolean>;

export function toCapabilities(flags: CapabilityFlags): Capability[] {
  return CAPABILITIES.filter((capability) => flags[capability]);
}
