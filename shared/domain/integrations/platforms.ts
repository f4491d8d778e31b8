/** Creates the client of an integration's platform, and checks the URLs to which the client may send the API key. */
import { Hubspot } from '../../clients/hubspot.ts';
import { Pipedrive } from '../../clients/pipedrive.ts';
import { type PlatformClient, PlatformError } from '../../clients/platform.ts';
import type { PlatformHttp } from '../../clients/platform-http.ts';
import { parseSalesforceKey, Salesforce } from '../../clients/salesforce.ts';
import { Zapier } from '../../clients/zapier.ts';
import type { Context } from '../../context.ts';
import { openSecret, sealSecret } from '../../secrets.ts';
import { type IntegrationRow, replaceApiKey } from '../../../sql/integrations/integrations.ts';
import { PLATFORM_HOSTS } from '../../rules/integrations/platform-hosts.ts';

type PlatformAddress = Pick<IntegrationRow, 'platform' | 'webhookUrl'>;

/** An invalid field of an integration. `message` is the end of a sentence that starts with the name of the field. */
type FieldProblem = { field: 'webhookUrl' | 'apiKey'; message: string };

/**
 * Returns why `webhookUrl` is not a URL of the platform, as the end of a sentence that starts with the name of the
 * field. Returns undefined if `webhookUrl` is a URL of the platform.
 */
export function webhookUrlProblem(
  { config, bidders }: Context,
  { platform, webhookUrl }: PlatformAddress,
): string | undefined {
  if (webhookUrl === null) return undefined;
  const egressProblem = bidders.egress.urlProblem(webhookUrl);
  if (egressProblem) return egressProblem;
  if (platform === 'hubspot') return undefined;
  const { origin, protocol, hostname, port } = new URL(webhookUrl);
  const override = config.platformBaseUrls[platform];
  if (override !== undefined && new URL(override).origin === origin) return undefined;
  const { pattern, example } = PLATFORM_HOSTS[platform];
  return protocol === 'https:' && port === '' && pattern.test(hostname) ? undefined : `must be like ${example}`;
}

/** Returns which credential is missing or malformed; undefined if the integration can be synced. */
export function credentialsProblem(
  { platform, webhookUrl }: PlatformAddress,
  apiKey: string | null,
): FieldProblem | undefined {
  if (platform === 'zapier')
    return webhookUrl === null ? { field: 'webhookUrl', message: 'must be the URL of the catch hook' } : undefined;
  if (apiKey === null) return { field: 'apiKey', message: `is required for ${platform}` };
  if (platform !== 'salesforce') return undefined;
  const key = parseSalesforceKey(apiKey);
  if (!key)
    return {
      field: 'apiKey',
      message: 'must be an access token, or JSON with accessToken, refreshToken, clientId and clientSecret',
    };
  for (const url of [key.instanceUrl, key.loginUrl])
    if (
      url !== undefined &&
      !(url.startsWith('https://') && PLATFORM_HOSTS.salesforce.pattern.test(new URL(url).hostname))
    )
      return { field: 'apiKey', message: 'must contain Salesforce hosts only as instanceUrl and loginUrl' };
  const instanceUrl = webhookUrl ?? key.instanceUrl;
  return instanceUrl === undefined
    ? { field: 'webhookUrl', message: `must be your instance, like ${PLATFORM_HOSTS.salesforce.example}` }
    : undefined;
}

/**
 * Returns the database field for which the API key is encrypted. In another field the ciphertext cannot be decrypted.
 */
export const apiKeyPlace = ({ tenantId, uuid }: Pick<IntegrationRow, 'tenantId' | 'uuid'>) => ({
  tenantId,
  table: 'integrations',
  column: 'api_key',
  row: uuid,
});

/** Decrypts the API key of an integration. */
export function openApiKey({ config }: Context, integration: IntegrationRow): string | null {
  return integration.apiKey && openSecret(config.secretsKey, apiKeyPlace(integration), integration.apiKey);
}

/**
 * Creates the client of an integration's platform.
 *
 * @throws PlatformError `unauthorized` if {@link credentialsProblem} finds a problem
 */
export function createPlatformClient(ctx: Context, http: PlatformHttp, integration: IntegrationRow): PlatformClient {
  const { platform, webhookUrl } = integration;
  const apiKey = openApiKey(ctx, integration);
  const problem = credentialsProblem(integration, apiKey);
  if (problem) throw new PlatformError('unauthorized', `${problem.field} ${problem.message}.`);
  const baseUrl = ctx.config.platformBaseUrls[platform];
  if (platform === 'salesforce') return createSalesforceClient(ctx, http, integration, apiKey ?? '');
  if (platform === 'zapier') return new Zapier(http, { hookUrl: webhookUrl ?? '', baseUrl, apiKey });
  if (platform === 'hubspot') return new Hubspot(http, { baseUrl, apiKey: apiKey ?? '' });
  return new Pipedrive(http, { baseUrl: baseUrl ?? webhookUrl ?? undefined, apiKey: apiKey ?? '' });
}

function createSalesforceClient(
  ctx: Context,
  http: PlatformHttp,
  integration: IntegrationRow,
  apiKey: string,
): Salesforce {
  const { id, tenantId, webhookUrl } = integration;
  const key = parseSalesforceKey(apiKey) ?? { accessToken: apiKey };
  let storedKey = integration.apiKey;
  return new Salesforce(http, {
    key,
    instanceUrl: webhookUrl ?? key.instanceUrl ?? '',
    baseUrl: ctx.config.platformBaseUrls.salesforce,
    saveKey: async (renewedKey) => {
      const sealedKey = sealSecret(ctx.config.secretsKey, apiKeyPlace(integration), renewedKey);
      await replaceApiKey(ctx.sql, tenantId, id, { from: storedKey, to: sealedKey });
      storedKey = sealedKey;
    },
  });
}
