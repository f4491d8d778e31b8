/**
 * Stops dialing while the carrier refuses every call for a reason that does not lie in the called number, and resumes it
 * when a probe succeeds or the cause is mended. `rules/numbers/carrier-errors.ts` says what each refusal means.
 */
import {
  type BreakerKey,
  type BreakerSubject,
  claimProbe,
  deleteBreakers,
  hastenProbe,
  listBreakers,
  listConcernedTenants,
  listCountryBreakers,
  lockBreaker,
  saveRefusal,
} from '../../../sql/numbers/carrier-breakers.ts';
import type { Sql } from '../../../sql/db.ts';
import type { RequestFailure } from '../../clients/twilio-errors.ts';
import type { Context } from '../../context.ts';
import {
  type Breaker,
  breakerMessage,
  PROBE_SECONDS_MAX,
  probeDelaySeconds,
  UNKNOWN_REFUSALS_MAX,
} from '../../rules/numbers/carrier-breaker.ts';
import {
  type BreakerScope,
  carrierErrorMeaning,
  type CarrierFault,
  unknownFault,
} from '../../rules/numbers/carrier-errors.ts';
import { transaction, type Tx } from '../../transaction.ts';

export type Refusal = Extract<RequestFailure, { outcome: 'refused' }>;

/** The decision whether a call may be placed now, and the breakers that concern the call. */
export type Admission = { mayPlace: boolean; subject: BreakerSubject; breakers: Breaker[] };

/** A refusal that does not lie in the called number. `isKnown` is false if the product does not know the error code. */
export type Fault = CarrierFault & { isKnown: boolean };

/**
 * Decides whether a call may be placed now. If a breaker is open and its probe is due, one call may be placed as the
 * probe.
 */
export async function admitCall(ctx: Context, subject: BreakerSubject): Promise<Admission> {
  const breakers = await listBreakers(ctx.sql, subject);
  const isOpen = breakers.some(({ openedAt }) => openedAt !== null);
  const mayPlace = !isOpen || (await transaction(ctx, ({ sql }) => claimProbe(sql, subject, PROBE_SECONDS_MAX)));
  return { mayPlace, subject, breakers };
}

/** Closes the breakers that concern a call, because the carrier has taken the call. */
export async function recordTakenCall(ctx: Context, { breakers }: Admission): Promise<void> {
  if (breakers.length > 0) await closeBreakers(ctx, breakers);
}

/**
 * Counts a refused call.
 *
 * @returns the fault of the account or of its settings, which has opened a breaker. Returns undefined if the called number
 *   is bad, or if too few refusals with the same unknown error came in a row.
 */
export async function recordRefusedCall(
  ctx: Context,
  { subject, breakers }: Admission,
  refusal: Pick<Refusal, 'status' | 'code'>,
): Promise<Fault | undefined> {
  const { code, meaning: known } = carrierErrorMeaning(refusal);
  // A refusal without an HTTP status is the product's own: the number must not be called.
  if (known?.class === 'number' || refusal.status === undefined) return undefined;
  const fault = known ?? unknownFault(code);
  const key = keyOf(fault.scope, subject);
  if (!key) return undefined;
  return transaction(ctx, async (tx) => {
    const before = await lockBreaker(tx.sql, key);
    const wasProbe = breakers.some((breaker) => isSame(breaker, key) && breaker.openedAt !== null);
    // Several calls are on their way to the carrier when a breaker opens. Only a probe moves the next probe.
    if (before.openedAt !== null && !wasProbe) return { ...fault, isKnown: known !== undefined };
    const refusals = before.refusals + 1;
    const probes = refusals - (known ? 0 : UNKNOWN_REFUSALS_MAX - 1);
    const probeSeconds = probes > 0 ? probeDelaySeconds(fault.class, probes) : null;
    await saveRefusal(tx.sql, key, { code, refusals, probeSeconds });
    if (probeSeconds === null) return undefined;
    if (before.openedAt === null) {
      const { scope, meaning: reason } = fault;
      ctx.log.error({ scope, code, reason }, 'dialing stopped, the carrier refuses calls');
      await emitBreaker(tx, { ...key, code, nextProbeAt: null }, true);
    }
    return { ...fault, isKnown: known !== undefined };
  });
}

/** Closes breakers, because their cause is mended. */
export async function closeBreakers(ctx: Context, keys: readonly BreakerKey[]): Promise<void> {
  await transaction(ctx, async (tx) => {
    for (const breaker of await deleteBreakers(tx.sql, keys)) {
      const { scope, code } = breaker;
      ctx.log.info({ scope, code }, 'dialing resumed, the carrier takes calls again');
      await emitBreaker(tx, breaker, false);
    }
  });
}

/** Makes the next call of a campaign the probe, because the user who starts the campaign may have mended the cause. */
export async function probeCampaignSoon(
  sql: Sql,
  { id, callerId }: { id: number; callerId: string | null },
): Promise<void> {
  await hastenProbe(sql, { scope: 'campaign', subject: String(id) });
  if (callerId !== null) await hastenProbe(sql, { scope: 'caller_id', subject: callerId });
}

/** Makes the next call the probe of the account, because the operator may have mended the settings and restarted. */
export const probeAccountSoon = (sql: Sql): Promise<void> => hastenProbe(sql, { scope: 'account', subject: '' });

async function emitBreaker(
  tx: Tx,
  breaker: Pick<Breaker, 'scope' | 'subject' | 'code' | 'nextProbeAt'>,
  blocked: boolean,
): Promise<void> {
  const { scope, code } = breaker;
  const message = blocked
    ? breakerMessage({ ...breaker, refusals: 1, openedAt: null })
    : 'The carrier takes calls again.';
  for (const tenantId of await listConcernedTenants(tx.sql, breaker))
    tx.emit({ tenantId, event: 'dialing:blocked', agentId: null, data: { blocked, scope, code, message } });
}

/** Returns the open breakers that stop a campaign: those of the account, of its caller ID and of the campaign itself. */
export async function campaignBreakers(
  sql: Sql,
  { id, callerId }: { id: number; callerId: string | null },
): Promise<Breaker[]> {
  if (callerId === null) return [];
  const breakers = await listBreakers(sql, { callerId, campaignId: id });
  return breakers.filter(({ openedAt }) => openedAt !== null);
}

/** How many calls a campaign may start while breakers concern it: none, or one as the probe. */
export function callsAllowed(breakers: readonly Breaker[], nowMs: number): number {
  if (breakers.length === 0) return Infinity;
  return breakers.every(({ nextProbeAt }) => nextProbeAt !== null && nextProbeAt.getTime() <= nowMs) ? 1 : 0;
}

/** Returns the countries to which the carrier refuses calls, each with the time of the next probe. */
export async function blockedCountries(sql: Sql): Promise<Map<string, Date>> {
  const breakers = await listCountryBreakers(sql);
  return new Map(breakers.flatMap(({ subject, nextProbeAt }) => (nextProbeAt ? [[subject, nextProbeAt]] : [])));
}

function keyOf(scope: BreakerScope, { callerId, country, campaignId }: BreakerSubject): BreakerKey | undefined {
  const subject = { account: '', caller_id: callerId, country, campaign: campaignId?.toString() }[scope];
  return subject === undefined ? undefined : { scope, subject };
}

const isSame = (a: BreakerKey, b: BreakerKey) => a.scope === b.scope && a.subject === b.subject;
