import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import { isMasked, maskSecret, sealSecret } from '../../secrets.ts';
import { transaction } from '../../transaction.ts';
import { databaseNow } from '../../../sql/clock.ts';
import type { Key } from '../../../sql/db.ts';
import {
  deleteIntegrationRow,
  insertIntegration,
  type IntegrationFields,
  type IntegrationRow,
  type SealedApiKey,
  lockIntegration,
  updateIntegrationRow,
} from '../../../sql/integrations/integrations.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { webhookUrlProblem, credentialsProblem, openApiKey, apiKeyPlace } from './platforms.ts';

/**
 * The fields of an integration that an API client sends. `apiKey` is plain text. If `apiKey` is absent or is a mask,
 * the stored API key stays. If `apiKey` is null, the stored API key is deleted.
 */
export type IntegrationInput = IntegrationFields & { apiKey?: string | null };

/**
 * Creates an integration. The platform gets the calls that end from now on.
 *
 * @param backfillFrom also send the calls whose end was stored at this time or later; null to send all calls
 */
export async function createIntegration(
  ctx: Context,
  actor: Actor,
  { backfillFrom, ...input }: IntegrationInput & { backfillFrom?: Date | null | undefined },
): Promise<IntegrationRow> {
  const { tenantId } = authorize(actor, 'integrations.write');
  const uuid = randomUUID();
  const { apiKey, ...fields } = input;
  const plainKey = parseApiKey(apiKey ?? null);
  assertAddressAndKey(ctx, fields, plainKey);
  return transaction(ctx, async ({ sql }) =>
    insertIntegration(sql, tenantId, actor.userId, {
      ...fields,
      ...sealApiKey(ctx, { tenantId, uuid }, plainKey),
      uuid,
      syncFrom: backfillFrom === undefined ? await databaseNow(sql) : backfillFrom,
    }),
  );
}

/**
 * Updates an integration. If the API key is new or the integration is switched on, the count of failed authentications
 * is reset.
 */
export async function updateIntegration(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: Partial<IntegrationInput>,
): Promise<IntegrationRow> {
  const { tenantId } = authorize(actor, 'integrations.write');
  return transaction(ctx, async ({ sql }) => {
    const integration = requireFound(await lockIntegration(sql, tenantId, key), 'Integration');
    const { apiKey, ...fields } = input;
    if (fields.platform !== undefined && fields.platform !== integration.platform)
      throw new DomainError('conflict', 'The platform of an integration cannot change. Create another integration.');
    const keepsKey = apiKey === undefined || (apiKey !== null && isMasked(apiKey));
    const plainKey = keepsKey ? openApiKey(ctx, integration) : parseApiKey(apiKey);
    if (keepsKey && plainKey !== null && fields.webhookUrl !== undefined)
      assertSameOrigin(integration, fields.webhookUrl);
    const { webhookUrl = integration.webhookUrl } = fields;
    assertAddressAndKey(ctx, { platform: integration.platform, webhookUrl }, plainKey);
    const changes = { ...fields, ...(keepsKey ? {} : sealApiKey(ctx, integration, plainKey)) };
    if (Object.keys(changes).length === 0) return integration;
    return updateIntegrationRow(sql, tenantId, integration.id, changes);
  });
}

/** Deletes an integration and its API key. The calls that were sent stay on the platform. */
export async function deleteIntegration(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'integrations.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockIntegration(sql, tenantId, key), 'Integration');
    await deleteIntegrationRow(sql, tenantId, id);
  });
}

function parseApiKey(apiKey: string | null): string | null {
  if (apiKey === null || apiKey === '') return null;
  if (isMasked(apiKey)) throw invalidField('apiKey', 'apiKey is masked. Send the key itself.');
  return apiKey;
}

function sealApiKey(
  { config }: Context,
  integration: Pick<IntegrationRow, 'tenantId' | 'uuid'>,
  apiKey: string | null,
): SealedApiKey {
  if (apiKey === null) return { apiKey: null, apiKeyMask: null };
  return { apiKey: sealSecret(config.secretsKey, apiKeyPlace(integration), apiKey), apiKeyMask: maskSecret(apiKey) };
}

function assertAddressAndKey(
  ctx: Context,
  integration: Pick<IntegrationFields, 'platform' | 'webhookUrl'>,
  apiKey: string | null,
): void {
  const urlProblem = webhookUrlProblem(ctx, integration);
  if (urlProblem) throw invalidField('webhookUrl', `webhookUrl ${urlProblem}.`);
  const problem = credentialsProblem(integration, apiKey);
  if (problem) throw invalidField(problem.field, `${problem.field} ${problem.message}.`, 'required');
}

const originOf = (url: string | null) => (url !== null && URL.canParse(url) ? new URL(url).origin : null);

/**
 * Asserts that the webhook URL stays on the same host if the stored API key is kept. A user who can change the
 * integration, but not read the API key, must not be able to send the API key to another host.
 */
function assertSameOrigin(integration: IntegrationRow, webhookUrl: string | null): void {
  if (integration.platform === 'hubspot' || originOf(webhookUrl) === originOf(integration.webhookUrl)) return;
  throw invalidField('apiKey', 'apiKey is required when webhookUrl moves to another host.', 'required');
}
