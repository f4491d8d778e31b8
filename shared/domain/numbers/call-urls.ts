/**
 * The URLs at the carrier that a tenant may choose for a number. The carrier signs every request with the account of this
 * installation, so a URL of this installation could forge callbacks of other tenants.
 */
import type { Context } from '../../context.ts';
import { invalidField } from '../../errors.ts';
import { isOwnUrl } from '../../rules/values/own-url.ts';

type CallUrls = { voiceUrl?: string | null | undefined; statusCallback?: string | null | undefined };
type Settings = Pick<Context['config'], 'publicBaseUrl' | 'tenantVoiceUrls'>;

const FIELDS = ['voiceUrl', 'statusCallback'] as const;

/** The paths that every number has at the carrier by default. They are harmless, because they name no call and no pool. */
const DEFAULT_PATHS = /^(?:\/api)?\/webhooks\/(?:voice|status)$/;

/** @throws DomainError `validation_failed` if the tenant may not choose one of the URLs */
export function assertCallUrls({ config }: { config: Settings }, urls: CallUrls): void {
  const problem = callUrlProblem(config, urls);
  if (problem) throw invalidField(problem.field, problem.message);
}

/** Returns the first URL that the tenant may not choose, and the reason. Returns undefined if all URLs are allowed. */
export function callUrlProblem(
  config: Settings,
  urls: CallUrls,
): { field: (typeof FIELDS)[number]; message: string } | undefined {
  for (const field of FIELDS) {
    const url = urls[field];
    if (!url || isDefaultUrl(config, url)) continue;
    if (isOwnUrl(url, config.publicBaseUrl))
      return { field, message: `${field} must not be a URL of this installation. Leave it out for the default.` };
    if (field === 'voiceUrl' && config.tenantVoiceUrls === 'refused')
      return {
        field,
        message:
          'voiceUrl is not possible here, because the instructions (TwiML) of that URL could call any number at the cost ' +
          'of the carrier account. Leave it out, or ask the operator for the setting TENANT_VOICE_URLS=allowed.',
      };
  }
  return undefined;
}

function isDefaultUrl({ publicBaseUrl }: Settings, url: string): boolean {
  const [bare = ''] = url.split('#');
  return bare.startsWith(publicBaseUrl) && DEFAULT_PATHS.test(bare.slice(publicBaseUrl.length));
}
