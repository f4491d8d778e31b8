/**
 * API keys: the credentials of programs. A key is `ccp_<public id>_<secret>`. The prefix lets secret scanners find keys
 * in source code.
 *
 * A key belongs to the tenant and not to the user who created it. So a key stays valid when that user is deactivated or
 * gets another role: a program must not stop because a person leaves. An administrator revokes the key.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { emitLiveEvent } from '../../live-events.ts';
import { logSecurityEvent } from '../../logging/security-log.ts';
import { transaction } from '../../transaction.ts';
import {
  apiKeyByKey,
  apiKeyBySecret,
  type ApiKeyFields,
  type ApiKeyRow,
  insertApiKey,
  replaceApiKeySecret,
  revokeApiKeyRow,
  touchApiKey,
  updateApiKeyRow,
  type UsedApiKeyRow,
} from '../../../sql/accounts/api-keys.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import { type Actor, authorize, isAllowed, isGrantablePermission, type Permission } from './access.ts';

const PREFIX = 'ccp_';
const PUBLIC_ID_BYTES = 8;
/** 256 bits of entropy. A secret of this size cannot be guessed, so a fast hash without salt is enough. */
const SECRET_BYTES = 32;
const KEY_PATTERN = /^ccp_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** Seconds of real time. The last use of a key is updated at most once in this interval, to save database writes. */
const TOUCH_INTERVAL_SECONDS = 60;

/** An API key and the whole secret text of the key, which is shown only once. */
export type NewApiKey = { row: ApiKeyRow; secret: string };

/** Whether a bearer token is an API key, valid or not. */
export const isApiKey = (token: string): boolean => token.startsWith(PREFIX);

const hashOf = (apiKey: string): Buffer => createHash('sha256').update(apiKey).digest();

const createSecret = (publicId: string): string =>
  `${PREFIX}${publicId}_${randomBytes(SECRET_BYTES).toString('base64url')}`;

type ApiKeyInput = Omit<ApiKeyFields, 'permissions'> & { permissions: Permission[] };

/**
 * Creates an API key.
 *
 * @throws DomainError `forbidden` if the key would have a permission that the actor does not have
 */
export async function createApiKey(ctx: Context, actor: Actor, input: ApiKeyInput): Promise<NewApiKey> {
  const { tenantId } = authorize(actor, 'api-keys.write');
  assertOwnPermissions(actor, input.permissions);
  const publicId = randomBytes(PUBLIC_ID_BYTES).toString('hex');
  const secret = createSecret(publicId);
  return transaction(ctx, async ({ sql }) => {
    const fields = { ...input, tenantId, createdBy: actor.userId, publicId, secretHash: hashOf(secret) };
    return { row: await requireApiKey(sql, tenantId, await insertApiKey(sql, fields)), secret };
  });
}

/**
 * Changes the name, the permissions or the expiry of an API key. The change is valid from the next request of the key.
 *
 * @throws DomainError `forbidden` if the key would have a permission that the actor does not have
 */
export async function updateApiKey(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: Partial<ApiKeyInput>,
): Promise<ApiKeyRow> {
  const { tenantId } = authorize(actor, 'api-keys.write');
  assertOwnPermissions(actor, input.permissions ?? []);
  const row = await transaction(ctx, async ({ sql }) => {
    if (Object.keys(input).length > 0) await updateApiKeyRow(sql, tenantId, key, input);
    return requireApiKey(sql, tenantId, key);
  });
  await checkSockets(ctx, tenantId);
  return row;
}

/**
 * Gives an API key a new secret. The old secret stays valid for `overlapSeconds`, so that programs can be changed one
 * after another.
 */
export async function rotateApiKey(
  ctx: Context,
  actor: Actor,
  key: Key,
  { overlapSeconds }: { overlapSeconds: number },
): Promise<NewApiKey> {
  const { tenantId } = authorize(actor, 'api-keys.write');
  return transaction(ctx, async ({ sql }) => {
    const { id, publicId } = await requireApiKey(sql, tenantId, key);
    const secret = createSecret(publicId);
    await replaceApiKeySecret(sql, tenantId, { id }, { secretHash: hashOf(secret), overlapSeconds });
    return { row: await requireApiKey(sql, tenantId, { id }), secret };
  });
}

/** Revokes an API key. From now on, the key and all its secrets are invalid. */
export async function revokeApiKey(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'api-keys.write');
  await transaction(ctx, async ({ sql }) => {
    if (!(await revokeApiKeyRow(sql, tenantId, key)))
      throw new DomainError('not_found', 'API key not found. It was revoked, or it belongs to another tenant.');
  });
  await checkSockets(ctx, tenantId);
}

/** Makes the open WebSockets of the tenant check their credentials now, and not at their next heartbeat. */
function checkSockets(ctx: Context, tenantId: number): Promise<void> {
  return emitLiveEvent(ctx, { tenantId, event: 'credentials:changed', agentId: null, data: {} });
}

async function requireApiKey(sql: Sql, tenantId: number, key: Key): Promise<ApiKeyRow> {
  return requireFound(await apiKeyByKey(sql, tenantId, key), 'API key');
}

function assertOwnPermissions(actor: Actor, permissions: readonly Permission[]): void {
  const missing = permissions.filter((permission) => !isAllowed(actor, permission));
  if (missing.length > 0)
    throw new DomainError(
      'forbidden',
      `You do not have these permissions, so your API key cannot have them: ${missing.join(', ')}. Leave them out.`,
    );
}

/**
 * Returns the actor of an API key, and notes that the key was used.
 *
 * @throws DomainError `unauthenticated` if the key is unknown, revoked or expired
 */
export async function authenticateApiKey(ctx: Context, apiKey: string): Promise<Actor> {
  const row = await findApiKey(ctx, apiKey);
  if (!row) {
    logSecurityEvent(ctx, 'auth.api-key.refused');
    throw new DomainError(
      'unauthenticated',
      'The API key is unknown, revoked or expired. An administrator creates one: POST /api/api-keys.',
    );
  }
  if (row.unusedSeconds === null || row.unusedSeconds > TOUCH_INTERVAL_SECONDS) await touchApiKey(ctx.sql, row.id);
  const { id, name, tenantId, createdBy, permissions } = row;
  return {
    tenantId,
    userId: createdBy,
    role: 'admin',
    isOwner: false,
    agentId: null,
    agentGroupId: null,
    // A later version may have removed a permission.
    apiKey: { id, name, permissions: permissions.filter(isGrantablePermission) },
  };
}

/** Returns the API key with this text, or undefined if the key is unknown, revoked or expired. */
export async function findApiKey(ctx: Context, apiKey: string): Promise<UsedApiKeyRow | undefined> {
  const publicId = KEY_PATTERN.exec(apiKey)?.[1];
  return publicId === undefined ? undefined : apiKeyBySecret(ctx.sql, publicId, hashOf(apiKey));
}
