/** What a phone number can be used for. */
export const CAPABILITIES = ['voice', 'sms', 'mms', 'fax'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/**
 * The capabilities in the carrier's form: one flag for each capability. The database stores a list of capabilities
 * instead.
 */
export type CapabilityFlags = Record<Capability, boolean>;

export function toCapabilities(flags: CapabilityFlags): Capability[] {
  return CAPABILITIES.filter((capability) => flags[capability]);
}
