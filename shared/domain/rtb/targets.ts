import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { type AuthType, basicCredentials } from '../../clients/bidders.ts';
import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import type { Result } from '../../jobs.ts';
import { destinationProblem } from '../../rules/rtb/auction.ts';
import { fromMicros } from '../../rules/values/money.ts';
import { type PingValues, templateProblem } from '../../rules/rtb/bid-request.ts';
import { pathProblem } from '../../rules/rtb/json-path.ts';
import { isOpenAt } from '../../rules/rtb/target-hours.ts';
import { isMasked, maskSecret, openSecret, sealSecret } from '../../secrets.ts';
import { transaction } from '../../transaction.ts';
import type { Key } from '../../../sql/db.ts';
import {
  deleteTargets,
  hostedTarget,
  insertTarget,
  lockTarget,
  targetByKey,
  type TargetFields,
  type TargetRow,
  type TargetSecret,
  updateTarget,
} from '../../../sql/rtb/targets.ts';
import { type Actor, authorize } from '../accounts/access.ts';

/** What a caller gives. The token as plain text; as its mask, or absent, it stays what it was; null takes it away. */
export type TargetInput = Omit<TargetFields, 'authType'> & { authToken?: string | null };

export async function createTarget(ctx: Context, actor: Actor, input: TargetInput): Promise<TargetRow> {
  const { tenantId } = authorize(actor, 'rtb.write');
  const uuid = randomUUID();
  const { authToken, ...fields } = input;
  const secret = sealed(ctx, { tenantId, uuid }, authToken ?? null);
  const target = { ...fields, authType: authTypeOf(input.authentication), ...secret };
  insistOnSense(ctx, target);
  return insertTarget(ctx.sql, tenantId, actor.userId, { ...target, uuid });
}

export async function changeTarget(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: Partial<TargetInput>,
): Promise<TargetRow> {
  const { tenantId } = authorize(actor, 'rtb.write');
  return transaction(ctx, async ({ sql }) => {
    const target = requireFound(await lockTarget(sql, tenantId, key), 'Target');
    const { authToken, ...fields } = input;
    const keeps = authToken === undefined || (authToken !== null && isMasked(authToken));
    if (keeps && target.authToken !== null) insistOnSameOrigin(target, fields.endpointUrl);
    const changes: Partial<TargetFields & TargetSecret> = {
      ...fields,
      ...(fields.authentication === undefined ? {} : { authType: authTypeOf(fields.authentication) }),
      ...(keeps ? {} : sealed(ctx, target, authToken ?? null)),
    };
    insistOnSense(ctx, { ...target, ...changes });
    return Object.keys(changes).length === 0 ? target : updateTarget(sql, tenantId, target.id, changes);
  });
}

export async function removeTarget(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'rtb.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockTarget(sql, tenantId, key), 'Target');
    await deleteTargets(sql, tenantId, id);
  });
}

/** Removes every target of the tenant, and says how many there were. */
export async function clearTargets(ctx: Context, actor: Actor): Promise<number> {
  const { tenantId } = authorize(actor, 'rtb.clear');
  return transaction(ctx, ({ sql }) => deleteTargets(sql, tenantId));
}

/** What a worker needs beyond the target's own deadline: its start, and the way there and back. */
const TEST_MARGIN_MS = 1_000;

/** Asks a target now, as an auction would. @throws DomainError `unavailable` when no worker answers in time. */
export async function testTarget(
  ctx: Context,
  actor: Actor,
  key: Key,
  sample: Partial<PingValues>,
): Promise<Result<'target.test'> & { target: TargetRow }> {
  const { tenantId } = authorize(actor, 'rtb.write');
  const target = requireFound(await targetByKey(ctx.sql, tenantId, key), 'Target');
  const values: PingValues = {
    requestId: `test_${randomUUID()}`,
    campaignId: null,
    callerId: '+14155551234',
    calledNumber: null,
    callStartTime: ctx.clock.now().toISOString(),
    minBid: fromMicros(target.minBidMicros),
    maxBid: target.maxBidMicros === null ? null : fromMicros(target.maxBidMicros),
    currency: target.currency,
    ...sample,
  };
  const asked = { tenantId, targetId: target.id, values };
  const result = await ctx.asker.ask(ctx, 'target.test', asked, target.timeoutMs + TEST_MARGIN_MS);
  if (!result) throw new DomainError('unavailable', 'No auction worker answered. Try again in a few seconds.');
  return { ...result, target };
}

/** The secret a bidder is sent; null when it wants none. */
export function tokenOf({ config }: Context, target: TargetRow): string | null {
  if (target.authToken === null || target.authType === 'none') return null;
  return openSecret(config.secretsKey, placeOf(target), target.authToken);
}

const placeOf = ({ tenantId, uuid }: Pick<TargetRow, 'tenantId' | 'uuid'>) => ({
  tenantId,
  table: 'rtb_targets',
  column: 'auth_token',
  row: uuid,
});

function sealed(
  { config }: Context,
  target: Pick<TargetRow, 'tenantId' | 'uuid'>,
  authToken: string | null,
): TargetSecret {
  if (authToken === null || authToken === '') return { authToken: null, authTokenMask: null };
  if (isMasked(authToken)) throw invalidField('authToken', 'authToken is masked; send the token itself.');
  return {
    authToken: sealSecret(config.secretsKey, placeOf(target), authToken),
    authTokenMask: maskSecret(authToken),
  };
}

/** "Bearer Token" and `bearer` are the same; both are shown as they were written. */
function authTypeOf(written: string): AuthType {
  const word = written.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (word === '' || word === 'none') return 'none';
  if (word.startsWith('apikey')) return 'api_key';
  if (word.startsWith('bearer')) return 'bearer';
  if (word.startsWith('basic')) return 'basic';
  throw invalidField('authentication', 'authentication must be none, api_key, bearer or basic.');
}

/** Whoever may change a target may not thereby have its secret sent to themselves. */
function insistOnSameOrigin(target: TargetRow, endpointUrl: string | undefined): void {
  if (endpointUrl === undefined || !URL.canParse(endpointUrl)) return;
  if (new URL(endpointUrl).origin !== new URL(target.endpointUrl).origin)
    throw invalidField('authToken', 'The endpoint is on another host now: send its authToken with it.', 'required');
}

function insistOnSense(ctx: Context, target: Omit<TargetFields, 'authType'> & TargetSecret & { authType: AuthType }) {
  const url = ctx.bidders.egress.problemOf(target.endpointUrl);
  if (url) throw invalidField('endpointUrl', `endpointUrl ${url}.`);
  const template = templateProblem(target);
  if (template) throw invalidField(template.field, `${template.field} ${template.message}.`);
  for (const field of [
    'bidAmountPath',
    'destinationNumberPath',
    'acceptancePath',
    'currencyPath',
    'durationPath',
  ] as const) {
    const path = target[field];
    const problem = path === null ? undefined : pathProblem(path);
    if (problem) throw invalidField(field, `${field} ${problem}.`);
  }
  if (target.maxBidMicros !== null && target.maxBidMicros < target.minBidMicros)
    throw invalidField('maxBidAmount', 'maxBidAmount must not be less than minBidAmount.', 'order');
  if (target.authType !== 'none' && target.authToken === null)
    throw invalidField('authToken', 'authToken is needed for this kind of authentication.', 'required');
}

export type HostedAsk = { minBid?: number; maxBid?: number | null; currency?: string };
export type HostedBid = { bidAmount: number; destinationNumber: string | null; accepted: boolean; currency: string };

/** What a request to a hosted bidder brought along. */
type HostedCredentials = { authorization: string | undefined; apiKey: string | undefined };

/**
 * Bids for a target in place of an endpoint of its own: its minimum, for its contact's telephone, while it is open and its
 * caps allow. Asking takes nothing; the line is taken when the caller's platform sends the call.
 *
 * @throws DomainError `unauthenticated` unless the target's own credentials came along; `not_found` for a target that has
 *   none and is not hosted.
 */
export async function hostedBid(
  ctx: Context,
  key: Key,
  credentials: HostedCredentials,
  asked: HostedAsk,
): Promise<HostedBid> {
  const target = requireFound(await hostedTarget(ctx.sql, key), 'Target');
  insistOnRight(ctx, target, credentials);
  const bidAmount = fromMicros(target.minBidMicros);
  const { contactPhone, currency } = target;
  const bids =
    target.isActive &&
    !target.capped &&
    isOpenAt(target.hoursOfOperation, target.timezone, ctx.clock.nowMs()) &&
    bidAmount > 0 &&
    bidAmount >= (asked.minBid ?? 0) &&
    bidAmount <= (asked.maxBid ?? Infinity) &&
    (asked.currency ?? currency) === currency &&
    destinationProblem(contactPhone ?? undefined) === undefined;
  if (!bids) return { bidAmount: 0, destinationNumber: null, accepted: false, currency };
  return { bidAmount, destinationNumber: contactPhone, accepted: true, currency };
}

/**
 * Prices and telephones are for whoever has the target's credentials. A target without any could be asked by all the world:
 * that is for its owner to want, who says so by naming our address as its endpoint.
 */
function insistOnRight(ctx: Context, target: TargetRow, { authorization, apiKey }: HostedCredentials): void {
  const token = tokenOf(ctx, target);
  if (token === null) return void requireFound(isHosted(ctx, target) ? target : undefined, 'Target');
  const basic = `Basic ${basicCredentials(token)}`;
  const expected = { none: '', api_key: token, bearer: `Bearer ${token}`, basic }[target.authType];
  const sent = target.authType === 'api_key' ? apiKey : authorization;
  if (!isSame(sent ?? '', expected))
    throw new DomainError('unauthenticated', "Send the target's own credentials with the request.");
}

/** Whether its endpoint is the address at which {@link hostedBid} is asked for this very target, and not for another. */
function isHosted({ config }: Context, { id, uuid, endpointUrl }: TargetRow): boolean {
  const { origin, pathname } = new URL(endpointUrl);
  const ours = (key: number | string) => new URL(`${config.publicBaseUrl}/api/rtb/webhook/${key}`).href;
  return [ours(id), ours(uuid)].includes(`${origin}${pathname}`);
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
