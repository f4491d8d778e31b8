/**
 * The fault plan: rules that make the simulated carrier fail in the ways in which a real carrier fails. A rule selects
 * webhooks or REST operations by kind, event and number. Each selected webhook or operation is a match. A rule fires
 * with a probability, or at its n-th match. The random numbers depend only on a seed, the rule and the phone number.
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
  'caller-ids.list',
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
  /** The webhook is not sent. If a request for TwiML is not sent, the carrier acts as after a lost connection. */
  z.object({ type: z.literal('drop') }),
  /**
   * The webhook is sent again `copies` times. A copy counts as a retry if it repeats the idempotency token, and as a
   * new delivery if it has a new token.
   */
  z.object({
    type: z.literal('duplicate'),
    copies: z.number().int().min(1).max(20),
    sameToken: z.boolean().default(true),
    /** If true, all copies are sent at the same time; otherwise one after another. */
    concurrent: z.boolean().default(false),
  }),
  /**
   * The simulator holds the callback until the next callback of the same call or conference was sent, or for 5 s if no
   * other callback follows.
   */
  z.object({ type: z.literal('reorder') }),
  /**
   * The webhook is sent `delayMs` later: milliseconds of product time. Later webhooks do not wait for the delayed
   * webhook.
   */
  z.object({ type: z.literal('delay'), delayMs: milliseconds }),
  z.object({ type: z.literal('wrong-signature') }),
]);

const restEffect = z.discriminatedUnion('type', [
  /**
   * The client gets an error response. With `when: 'before'` the operation does not happen; with `when: 'after'` the
   * operation has already taken effect.
   */
  z.object({
    type: z.literal('error'),
    status: z.number().int().min(400).max(599).default(500),
    code: z.number().int().default(20500),
    html: z.boolean().default(false),
    when,
  }),
  /**
   * The connection is reset. With `when: 'before'` the operation does not happen; with `when: 'after'` the operation
   * has already taken effect.
   */
  z.object({ type: z.literal('reset'), when }),
  /** The operation takes effect, but the client gets no response and times out. */
  z.object({ type: z.literal('no-reply') }),
  z.object({ type: z.literal('too-many-requests'), retryAfterSeconds: z.number().int().min(0).optional() }),
  /** The REST response waits until the first webhook of the call was delivered. */
  z.object({ type: z.literal('reply-after-webhook') }),
  /** REST does not yet show calls that were created less than `lagMs` ago: milliseconds of product time. */
  z.object({ type: z.literal('lag'), lagMs: milliseconds }),
]);

const selector = {
  /** The event of the webhook: a status event (`completed`), a conference event (`participant-join`), … */
  event: z.string().max(60).optional(),
  /** A regular expression for the far-end number. */
  number: z.string().max(200).optional(),
  probability: z.number().min(0).max(1).optional(),
  /** If set, the rule fires only at its n-th match, counted from 1. */
  nth: z.number().int().min(1).optional(),
  /** If set, the rule fires at most `times` times. */
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
  /**
   * Number of matches by far-end number. The random draw for a number depends only on the count of that number, so
   * calls to other numbers do not change the draw.
   */
  matchedByNumber: Map<string, number>;
};
export type FaultPlan = { seed: number; rules: ArmedRule[]; nextId: number };

export function createFaultPlan(seed: number): FaultPlan {
  return { seed, rules: [], nextId: 0 };
}

/**
 * Adds rules to the fault plan.
 *
 * @throws RangeError if the plan would have too many rules; SyntaxError if a regular expression is invalid.
 */
export function addFaults(plan: FaultPlan, inputs: FaultRuleInput[]): void {
  if (plan.rules.length + inputs.length > LIMITS.faultRulesMax)
    throw new RangeError(`too many fault rules: the simulator keeps at most ${LIMITS.faultRulesMax}`);
  for (const input of inputs) {
    const rule = faultRuleSchema.parse(input);
    const number = rule.number === undefined ? null : new RegExp(rule.number);
    plan.rules.push({ id: plan.nextId++, rule, number, matched: 0, fired: 0, matchedByNumber: new Map() });
  }
}

/** Returns the effects of all rules that fire for a webhook. Counts the match in each rule that selects the webhook. */
export function matchWebhookFaults(plan: FaultPlan, subject: { kind: WebhookKind; event: string; number: string }) {
  return plan.rules.flatMap((armed): WebhookEffect[] => {
    const { rule } = armed;
    if (rule.on !== 'webhook' || (rule.kind && rule.kind !== subject.kind)) return [];
    return fireRule(plan, armed, subject) ? [rule.effect] : [];
  });
}

/**
 * Returns the effects of all rules that fire for a REST request. Counts the match in each rule that selects the
 * request.
 */
export function matchRestFaults(plan: FaultPlan, subject: { operation: OperationName; number: string }) {
  return plan.rules.flatMap((armed): RestEffect[] => {
    const { rule } = armed;
    if (rule.on !== 'rest' || (rule.operation && rule.operation !== subject.operation)) return [];
    return fireRule(plan, armed, { ...subject, event: subject.operation }) ? [rule.effect] : [];
  });
}

/** Whether the rule fires. Counts the match in the rule. */
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
