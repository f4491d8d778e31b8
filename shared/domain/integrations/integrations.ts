import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import { isMasked, maskSecret, sealSecret } from '../../secrets.ts';
import { transaction } from '../../transaction.ts';
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

/** What a caller gives. The key as plain text; as its mask, or absent, it stays what it was; null takes it away. */
export type IntegrationInput = IntegrationFields & { apiKey?: string | null };

export async function createIntegration(ctx: Context, actor: Actor, input: IntegrationInput): Promise<IntegrationRow> {
  const { tenantId } = authorize(actor, 'integrations.write');
  const uuid = randomUUID();
  const { apiKey, ...fields } = input;
  const plain = parseApiKey(apiKey ?? null);
  assertAddressAndKey(ctx, fields, plain);
  return insertIntegration(ctx.sql, tenantId, actor.userId, {
    ...fields,
    ...sealApiKey(ctx, { tenantId, uuid }, plain),
    uuid,
  });
}

/** With another key, or switched on again, it has another chance. */
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
      throw new DomainError('conflict', 'An integration stays with its platform. Create another one.');
    const keeps = apiKey === undefined || (apiKey !== null && isMasked(apiKey));
    const plain = keeps ? openApiKey(ctx, integration) : parseApiKey(apiKey);
    const { webhookUrl } = fields;
    if (keeps && plain !== null && webhookUrl !== undefined) assertSameOrigin(integration, webhookUrl);
    const { platform, webhookUrl: current } = integration;
    assertAddressAndKey(ctx, { platform, webhookUrl: webhookUrl === undefined ? current : webhookUrl }, plain);
    const changes = { ...fields, ...(keeps ? {} : sealApiKey(ctx, integration, plain)) };
    if (Object.keys(changes).length === 0) return integration;
    return updateIntegrationRow(sql, tenantId, integration.id, changes);
  });
}

/** Forgets the key; what the platform was told stays there. */
export async function deleteIntegration(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'integrations.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockIntegration(sql, tenantId, key), 'Integration');
    await deleteIntegrationRow(sql, tenantId, id);
  });
}

function parseApiKey(apiKey: string | null): string | null {
  if (apiKey === null || apiKey === '') return null;
  if (isMasked(apiKey)) throw invalidField('apiKey', 'apiKey is masked; send the key itself.');
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
  const address = webhookUrlProblem(ctx, integration);
  if (address) throw invalidField('webhookUrl', `webhookUrl ${address}.`);
  const lack = credentialsProblem(integration, apiKey);
  if (lack) throw invalidField(lack.field, `${lack.field} ${lack.message}.`, 'required');
}

const originOf = (url: string | null) => (url !== null && URL.canParse(url) ? new URL(url).origin : null);

/** Whoever may change an integration may not thereby have its key sent to themselves. */
function assertSameOrigin(integration: IntegrationRow, webhookUrl: string | null): void {
  if (integration.platform === 'hubspot' || originOf(webhookUrl) === originOf(integration.webhookUrl)) return;
  throw invalidField('apiKey', 'webhookUrl is on another host now: send its apiKey with it.', 'required');
}
