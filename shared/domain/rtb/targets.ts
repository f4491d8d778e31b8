/** Targets: the bidders of a tenant, with their endpoint, their bid terms and their caps. */
import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import { invalidField, requireFound } from '../../errors.ts';
import { type AuthType, parseAuthType } from '../../rules/rtb/authentication.ts';
import { templateProblem } from '../../rules/rtb/bid-request.ts';
import { pathProblem } from '../../rules/rtb/json-path.ts';
import { isMasked } from '../../secrets.ts';
import { transaction } from '../../transaction.ts';
import type { Key } from '../../../sql/db.ts';
import {
  deleteTargets,
  insertTarget,
  lockTarget,
  type TargetFields,
  type TargetRow,
  type TargetSecret,
  updateTargetRow,
} from '../../../sql/rtb/targets.ts';
import { assertDestination } from '../compliance/destinations.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { postTemplate } from './confirmation.ts';
import { sealTargetToken } from './target-token.ts';

/**
 * The fields of a target that an API client sends. `authToken` is plain text. If `authToken` is absent or is a mask,
 * the stored token stays. If `authToken` is null, the stored token is removed.
 */
export type TargetInput = Omit<TargetFields, 'authType'> & { authToken?: string | null };

export async function createTarget(ctx: Context, actor: Actor, input: TargetInput): Promise<TargetRow> {
  const { tenantId } = authorize(actor, 'rtb.write');
  const uuid = randomUUID();
  const { authToken, ...fields } = input;
  const secret = sealTargetToken(ctx, { tenantId, uuid }, authToken ?? null);
  const target = { ...fields, authType: requireAuthType(input.authentication), ...secret };
  assertValidTarget(ctx, target);
  await assertDestination(ctx, tenantId, 'contactPhone', target.contactPhone);
  return transaction(ctx, ({ sql }) => insertTarget(sql, tenantId, actor.userId, { ...target, uuid }));
}

export async function updateTarget(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: Partial<TargetInput>,
): Promise<TargetRow> {
  const { tenantId } = authorize(actor, 'rtb.write');
  return transaction(ctx, async ({ sql }) => {
    const target = requireFound(await lockTarget(sql, tenantId, key), 'Target');
    const { authToken, ...fields } = input;
    const keepsToken = authToken === undefined || (authToken !== null && isMasked(authToken));
    if (keepsToken && target.authToken !== null) {
      assertSameOrigin(target, fields.endpointUrl);
      assertSameOrigin(target, fields.postUrl);
    }
    const changes: Partial<TargetFields & TargetSecret> = {
      ...fields,
      ...(fields.authentication === undefined ? {} : { authType: requireAuthType(fields.authentication) }),
      ...(keepsToken ? {} : sealTargetToken(ctx, target, authToken ?? null)),
    };
    assertValidTarget(ctx, { ...target, ...changes });
    await assertDestination(ctx, tenantId, 'contactPhone', changes.contactPhone);
    return Object.keys(changes).length === 0 ? target : updateTargetRow(sql, tenantId, target.id, changes);
  });
}

export async function deleteTarget(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'rtb.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockTarget(sql, tenantId, key), 'Target');
    await deleteTargets(sql, tenantId, id);
  });
}

/** Deletes all targets of the tenant. Returns the number of deleted targets. */
export async function deleteAllTargets(ctx: Context, actor: Actor): Promise<number> {
  const { tenantId } = authorize(actor, 'rtb.clear');
  return transaction(ctx, ({ sql }) => deleteTargets(sql, tenantId));
}

function requireAuthType(authentication: string): AuthType {
  const authType = parseAuthType(authentication);
  if (!authType) throw invalidField('authentication', 'authentication must be none, api_key, bearer or basic.');
  return authType;
}

/**
 * Asserts that the endpoint stays on the same host if the stored token is kept. A user may change a target without
 * knowing the token, but must not be able to send the token to another host.
 */
function assertSameOrigin({ endpointUrl, postUrl }: TargetRow, url: string | null | undefined): void {
  if (url === undefined || url === null || !URL.canParse(url)) return;
  const { origin } = new URL(url);
  const knownUrls = postUrl === null ? [endpointUrl] : [endpointUrl, postUrl];
  if (!knownUrls.some((known) => new URL(known).origin === origin))
    throw invalidField('authToken', 'The endpoint is on another host now. Send its authToken with it.', 'required');
}

const PATH_FIELDS = [
  'bidAmountPath',
  'destinationNumberPath',
  'acceptancePath',
  'currencyPath',
  'durationPath',
  'expiryPath',
] as const;

const POST_FIELDS: Record<string, string> = { endpointUrl: 'postUrl', requestBody: 'postBody' };

/** Asserts that the second request of a target can be sent, and that its reply can confirm a bid. */
function assertValidPost(ctx: Context, target: TargetFields): void {
  const template = postTemplate(target);
  if (!template) return;
  const urlProblem = ctx.bidders.egress.urlProblem(template.endpointUrl);
  if (urlProblem) throw invalidField('postUrl', `postUrl ${urlProblem}.`);
  const problem = templateProblem(template, { isPost: true });
  const field = problem && (POST_FIELDS[problem.field] ?? problem.field);
  if (problem && field) throw invalidField(field, `${field} ${problem.message}.`);
  if (target.acceptancePath === null)
    throw invalidField(
      'acceptancePath',
      'acceptancePath is required with a postUrl: only its value confirms.',
      'required',
    );
}

function assertValidTarget(ctx: Context, target: TargetFields & TargetSecret): void {
  const urlProblem = ctx.bidders.egress.urlProblem(target.endpointUrl);
  if (urlProblem) throw invalidField('endpointUrl', `endpointUrl ${urlProblem}.`);
  const template = templateProblem(target);
  if (template) throw invalidField(template.field, `${template.field} ${template.message}.`);
  assertValidPost(ctx, target);
  for (const field of PATH_FIELDS) {
    const path = target[field];
    const problem = path === null ? undefined : pathProblem(path);
    if (problem) throw invalidField(field, `${field} ${problem}.`);
  }
  if (target.maxBidMicros !== null && target.maxBidMicros < target.minBidMicros)
    throw invalidField('maxBidAmount', 'maxBidAmount must not be less than minBidAmount.', 'order');
  if (target.authType !== 'none' && target.authToken === null)
    throw invalidField('authToken', 'authToken is required for this type of authentication.', 'required');
}
