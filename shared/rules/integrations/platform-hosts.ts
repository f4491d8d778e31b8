import type { PlatformName } from './platform-names.ts';

/**
 * The allowed host names of each platform. HubSpot has the same host name for all customers, so HubSpot is not in this
 * list. The `webhookUrl` of a HubSpot integration is stored but not used.
 */
export const PLATFORM_HOSTS: Record<Exclude<PlatformName, 'hubspot'>, { pattern: RegExp; example: string }> = {
  salesforce: {
    pattern: /^[a-z0-9.-]+\.salesforce\.(?:com|mil)$/,
    example: 'https://yourdomain.my.salesforce.com',
  },
  pipedrive: { pattern: /^[a-z0-9-]+\.pipedrive\.com$/, example: 'https://yourcompany.pipedrive.com' },
  zapier: { pattern: /^hooks\.zapier\.com$/, example: 'https://hooks.zapier.com/hooks/catch/…' },
};
