/** The platforms to which calls can be synced. */
export const PLATFORM_NAMES = ['hubspot', 'salesforce', 'pipedrive', 'zapier'] as const;
export type PlatformName = (typeof PLATFORM_NAMES)[number];
