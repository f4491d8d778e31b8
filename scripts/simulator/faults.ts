/**
 * The fault plan: rules that make the carrier misbehave as a real carrier does. A rule matches webhooks or REST
 * operations by kind, event and number. It fires with a probability (seeded by rule and number) or at its n-th match.
 */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { createRandom } from './random.ts';

const WEBHOOK_KINDS = ['voice', 'status', 'amd', 'conference', 'recording'] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

const OPERATION_NAMES = [
  'calls.create',
  'calls.list',
  'calls.fetch',
  'calls.update',
  'calls.delete',
  'calls.events',
  'recordings.create',
  'recordings.list',
  'recordings.fetch',
  'recordings.update',
  'recordings.delete',
  'recordings.media',
  'conferences.list',
  'conferences.fetch',
  'conferences.update',
  'account.fetch',
  'participants.create',
  'participants.list',
  'participants.fetch',
  'participants.update',
  'participants.delete',
  'numbers.available',
  'numbers.create',
  'numbers.list',
  'numbers.fetch',
  'numbers.update',
  'numbers.delete',
] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

const milliseconds = z.number().int().min(0).max(86_400_000);
const when = z.enum(['before', 'after']).default('before');

const webhookEffect = z.discriminatedUnion('type', [
  /** The webhook is not sent. A request for TwiML fails like a lost connection. */
  z.object({ type: z.literal('drop') }),
  /**
   * The webhook is sent again `copies` times. A retry repeats the idempotency token; a new delivery has a new token.
   */
  z.object({
    type: z.literal('duplicate'),
    copies: z.number().int().min(1).max(20),
    sameToken: z.boolean().default(true),
    /** True: all copies are sent at the same time. False: one after another. */
    concurrent: z.boolean().default(false),
  }),
  /** The callback is sent after the next callback of the same call or conference; without a next one, 5 s later. */
  z.object({ type: z.literal('reorder') }),
  /** The webhook is sent later by this product time. Later webhooks do not wait for it. */
  z.object({ type: z.literal('delay'), delayMs: milliseconds }),
  z.object({ type: z.literal('wrong-signature') }),
]);

const restEffect = z.discriminatedUnion('type', [
  /** An error response: before the operation, which then does not happen, or after the operation took effect. */
  z.object({
    type: z.literal('error'),
    status: z.number().int().min(400).max(599).default(500),
    code: z.number().int().default(20500),
    html: z.boolean().default(false),
    when,
  }),
  /** A connection reset: before the operation, which then does not happen, or after the operation took effect. */
  z.object({ type: z.literal('reset'), when }),
  /** The operation takes effect, but the client gets no response and times out. */
  z.object({ type: z.literal('no-reply') }),
  z.object({ type: z.literal('too-many-requests'), retryAfterSeconds: z.number().int().min(0).optional() }),
  /** The response waits until the first webhook of the call was delivered. */
  z.object({ type: z.literal('reply-after-webhook') }),
  /** Lists and fetches do not show calls that were created less than this product time ago. */
  z.object({ type: z.literal('lag'), lagMs: milliseconds }),
]);

const selector = {
  /** A status event (`completed`), a conference event (`participant-join`), … */
  event: z.string().max(60).optional(),
  /** A regular expression for the far-end number. */
  number: z.string().max(200).optional(),
  probability: z.number().min(0).max(1).optional(),
  /** Fires only at the n-th match, from 1. */
  nth: z.number().int().min(1).optional(),
  /** Fires at most this many times. */
  times: z.number().int().min(1).optional(),
};

export const faultRuleSchema = z.discriminatedUnion('on', [
  z.object({ on: z.literal('webhook'), kind: z.enum(WEBHOOK_KINDS).optional(), ...selector, effect: webhookEffect }),
  z.object({ on: z.literal('rest'), operation: z.enum(OPERATION_NAMES).optional(), ...selector, effect: restEffect }),
]);

export type FaultRuleInput = z.input<typeof faultRuleSchema>;
type FaultRule = z.output<typeof faultRuleSchema>;
export type WebhookEffect = z.output<typeof webhookEffect>;
export type RestEffect = z.output<typeof restEffect>;

type ArmedRule = {
  id: number;
  rule: FaultRule;
  number: RegExp | null;
  matched: number;
  fired: number;
  /** Matches per number. The random draw depends on this count, so other numbers do not change the draw. */
  matchedByNumber: Map<string, number>;
};
export type FaultPlan = { seed: number; rules: ArmedRule[]; nextId: number };

export function createFaultPlan(seed: number): FaultPlan {
  return { seed, rules: [], nextId: 0 };
}

/** @throws RangeError above the limit of rules; SyntaxError for an invalid regular expression. */
export function addFaults(plan: FaultPlan, inputs: FaultRuleInput[]): void {
  if (plan.rules.length + inputs.length > LIMITS.faultRulesMax)
    throw new RangeError(`too many fault rules: the simulator keeps at most ${LIMITS.faultRulesMax}`);
  for (const input of inputs) {
    const rule = faultRuleSchema.parse(input);
    const number = rule.number === undefined ? null : new RegExp(rule.number);
    plan.rules.push({ id: plan.nextId++, rule, number, matched: 0, fired: 0, matchedByNumber: new Map() });
  }
}

/** The effects of all rules that fire for this webhook. Counts the match in each rule. */
export function matchWebhookFaults(plan: FaultPlan, subject: { kind: WebhookKind; event: string; number: string }) {
  return plan.rules.flatMap((armed): WebhookEffect[] => {
    const { rule } = armed;
    if (rule.on !== 'webhook' || (rule.kind && rule.kind !== subject.kind)) return [];
    return fireRule(plan, armed, subject) ? [rule.effect] : [];
  });
}

/** The effects of all rules that fire for this REST request. Counts the match in each rule. */
export function matchRestFaults(plan: FaultPlan, subject: { operation: OperationName; number: string }) {
  return plan.rules.flatMap((armed): RestEffect[] => {
    const { rule } = armed;
    if (rule.on !== 'rest' || (rule.operation && rule.operation !== subject.operation)) return [];
    return fireRule(plan, armed, { ...subject, event: subject.operation }) ? [rule.effect] : [];
  });
}

/** True when the rule fires. Counts the match in the rule. */
function fireRule(plan: FaultPlan, armed: ArmedRule, subject: { event: string; number: string }): boolean {
  const { rule } = armed;
  if (rule.event && rule.event !== subject.event) return false;
  if (armed.number && !armed.number.test(subject.number)) return false;
  if (rule.times !== undefined && armed.fired >= rule.times) return false;
  armed.matched += 1;
  if (rule.nth !== undefined && armed.matched !== rule.nth) return false;
  if (rule.probability !== undefined) {
    if (armed.matchedByNumber.size >= LIMITS.numbersSeenMax) armed.matchedByNumber.clear();
    const matchCount = (armed.matchedByNumber.get(subject.number) ?? 0) + 1;
    armed.matchedByNumber.set(subject.number, matchCount);
    const draw = createRandom(plan.seed, 'fault', armed.id, subject.number, matchCount).uniform();
    if (draw >= rule.probability) return false;
  }
  armed.fired += 1;
  return true;
}
