/** Which client speaks to an integration's platform, and where it may send the key. */
import { Hubspot } from '../../clients/hubspot.ts';
import { Pipedrive } from '../../clients/pipedrive.ts';
import { type PlatformClient, PlatformError } from '../../clients/platform.ts';
import type { PlatformHttp } from '../../clients/platform-http.ts';
import { parseSalesforceKey, Salesforce } from '../../clients/salesforce.ts';
import { Zapier } from '../../clients/zapier.ts';
import type { Context } from '../../context.ts';
import { openSecret, sealSecret } from '../../secrets.ts';
import { type IntegrationRow, type PlatformName, replaceApiKey } from '../../../sql/integrations/integrations.ts';

export const PLATFORM_NAMES = ['hubspot', 'salesforce', 'pipedrive', 'zapier'] as const satisfies PlatformName[];

/** Where a platform's own addresses are. HubSpot has one for all, so whatever webhookUrl says is kept and not asked. */
const HOSTS: Record<Exclude<PlatformName, 'hubspot'>, { fits: RegExp; example: string }> = {
  salesforce: {
    fits: /^[a-z0-9.-]+\.salesforce\.(?:com|mil)$/,
    example: 'https://yourdomain.my.salesforce.com',
  },
  pipedrive: { fits: /^[a-z0-9-]+\.pipedrive\.com$/, example: 'https://yourcompany.pipedrive.com' },
  zapier: { fits: /^hooks\.zapier\.com$/, example: 'https://hooks.zapier.com/hooks/catch/…' },
};

type Addressed = { platform: PlatformName; webhookUrl: string | null };
type Problem = { field: 'webhookUrl' | 'apiKey'; message: string };

/** Why an address is none of the platform's, for whoever wrote it. */
export function webhookUrlProblem({ config, bidders }: Context, { platform, webhookUrl }: Addressed): string | undefined {
  if (webhookUrl === null) return undefined;
  const refused = bidders.egress.urlProblem(webhookUrl);
  if (refused) return refused;
  if (platform === 'hubspot') return undefined;
  const { origin, protocol, hostname, port } = new URL(webhookUrl);
  const override = config.platformBaseUrls[platform];
  if (override !== undefined && new URL(override).origin === origin) return undefined;
  const { fits, example } = HOSTS[platform];
  return protocol === 'https:' && port === '' && fits.test(hostname) ? undefined : `must be like ${example}`;
}

/** What else an integration lacks to be synced. */
export function credentialsProblem({ platform, webhookUrl }: Addressed, apiKey: string | null): Problem | undefined {
  if (platform === 'zapier')
    return webhookUrl === null ? { field: 'webhookUrl', message: 'is the address of the catch hook' } : undefined;
  if (apiKey === null) return { field: 'apiKey', message: `is needed for ${platform}` };
  if (platform !== 'salesforce') return undefined;
  const key = parseSalesforceKey(apiKey);
  if (!key)
    return {
      field: 'apiKey',
      message: 'must be an access token, or JSON with accessToken, refreshToken, clientId and clientSecret',
    };
  for (const url of [key.instanceUrl, key.loginUrl])
    if (url !== undefined && !(url.startsWith('https://') && HOSTS.salesforce.fits.test(new URL(url).hostname)))
      return { field: 'apiKey', message: 'must name Salesforce’s own hosts in instanceUrl and loginUrl' };
  const instanceUrl = webhookUrl ?? key.instanceUrl;
  return instanceUrl === undefined
    ? { field: 'webhookUrl', message: `is your instance, like ${HOSTS.salesforce.example}` }
    : undefined;
}

export const apiKeyPlace = ({ tenantId, uuid }: Pick<IntegrationRow, 'tenantId' | 'uuid'>) => ({
  tenantId,
  table: 'integrations',
  column: 'api_key',
  row: uuid,
});

export function openApiKey({ config }: Context, integration: IntegrationRow): string | null {
  return integration.apiKey && openSecret(config.secretsKey, apiKeyPlace(integration), integration.apiKey);
}

/** @throws PlatformError `refused` when the integration lacks something. */
export function createPlatformClient(ctx: Context, http: PlatformHttp, integration: IntegrationRow): PlatformClient {
  const { platform, webhookUrl } = integration;
  const apiKey = openApiKey(ctx, integration);
  const problem = credentialsProblem(integration, apiKey);
  if (problem) throw new PlatformError('refused', `${problem.field} ${problem.message}.`);
  const baseUrl = ctx.config.platformBaseUrls[platform];
  if (platform === 'salesforce') return createSalesforceClient(ctx, http, integration, apiKey ?? '');
  if (platform === 'zapier') return new Zapier(http, { hookUrl: webhookUrl ?? '', baseUrl, apiKey });
  if (platform === 'hubspot') return new Hubspot(http, { baseUrl, apiKey: apiKey ?? '' });
  return new Pipedrive(http, { baseUrl: baseUrl ?? webhookUrl ?? undefined, apiKey: apiKey ?? '' });
}

function createSalesforceClient(ctx: Context, http: PlatformHttp, integration: IntegrationRow, apiKey: string): Salesforce {
  const { id, tenantId, webhookUrl } = integration;
  const key = parseSalesforceKey(apiKey) ?? { accessToken: apiKey };
  let from = integration.apiKey;
  return new Salesforce(http, {
    key,
    instanceUrl: webhookUrl ?? key.instanceUrl ?? '',
    baseUrl: ctx.config.platformBaseUrls.salesforce,
    saveKey: async (renewedKey) => {
      const to = sealSecret(ctx.config.secretsKey, apiKeyPlace(integration), renewedKey);
      await replaceApiKey(ctx.sql, tenantId, id, { from, to });
      from = to;
    },
  });
}
