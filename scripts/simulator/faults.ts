/**
 * The fault plan: rules that make the carrier misbehave in the ways a real one does. A rule picks webhooks or REST
 * operations, by kind, event and number, with a probability (seeded by rule and number) or at its n-th match.
 */
import { z } from 'zod';
import { limits } from './limits.ts';
import { randomOf } from './random.ts';

const webhookKinds = ['voice', 'status', 'amd', 'conference', 'recording'] as const;
export type WebhookKind = (typeof webhookKinds)[number];

const operationNames = [
  ...(['calls.create', 'calls.list', 'calls.fetch', 'calls.update', 'calls.delete', 'calls.events'] as const),
  ...(['recordings.create', 'recordings.list', 'recordings.fetch', 'recordings.update', 'recordings.delete'] as const),
  ...(['recordings.media', 'conferences.list', 'conferences.fetch', 'conferences.update', 'account.fetch'] as const),
  ...(['participants.create', 'participants.list', 'participants.fetch', 'participants.update'] as const),
  ...(['participants.delete', 'numbers.available', 'numbers.create', 'numbers.list', 'numbers.fetch'] as const),
  ...(['numbers.update', 'numbers.delete'] as const),
] as const;
export type OperationName = (typeof operationNames)[number];

const milliseconds = z.number().int().min(0).max(86_400_000);
const when = z.enum(['before', 'after']).default('before');

const webhookEffect = z.discriminatedUnion('type', [
  /** Never sent. For a TwiML request the carrier sees a failed connection. */
  z.object({ type: z.literal('drop') }),
  /** Sent again `copies` times; a carrier's retry repeats the idempotency token, a new delivery does not. */
  z.object({
    type: z.literal('duplicate'),
    copies: z.number().int().min(1).max(20),
    sameToken: z.boolean().default(true),
    /** All at once instead of one after the other. */
    concurrent: z.boolean().default(false),
  }),
  /** Sent after the next callback of the same call or conference (or a while later, if none comes). */
  z.object({ type: z.literal('reorder') }),
  /** Sent this much product time late, without holding back the ones after it. */
  z.object({ type: z.literal('delay'), delayMs: milliseconds }),
  z.object({ type: z.literal('wrong-signature') }),
]);

const restEffect = z.discriminatedUnion('type', [
  /** An error answer before anything happened, or after the operation took effect. */
  z.object({
    type: z.literal('error'),
    status: z.number().int().min(400).max(599).default(500),
    code: z.number().int().default(20500),
    html: z.boolean().default(false),
    when,
  }),
  /** The connection is reset before anything happened, or after the operation took effect. */
  z.object({ type: z.literal('reset'), when }),
  /** The operation takes effect and is never answered: the client times out. */
  z.object({ type: z.literal('no-reply') }),
  z.object({ type: z.literal('too-many-requests'), retryAfterSeconds: z.number().int().min(0).optional() }),
  /** The answer is withheld until the call's first webhook was delivered. */
  z.object({ type: z.literal('reply-after-webhook') }),
  /** Calls younger than this (product time) are not yet visible to lists and fetches. */
  z.object({ type: z.literal('lag'), lagMs: milliseconds }),
]);

const selector = {
  /** A status event (`completed`), a conference event (`participant-join`), … */
  event: z.string().max(60).optional(),
  /** A regular expression for the other side's number. */
  number: z.string().max(200).optional(),
  probability: z.number().min(0).max(1).optional(),
  /** Only the n-th match, from 1. */
  nth: z.number().int().min(1).optional(),
  /** At most so many times. */
  times: z.number().int().min(1).optional(),
};

export const faultRuleSchema = z.discriminatedUnion('on', [
  z.object({ on: z.literal('webhook'), kind: z.enum(webhookKinds).optional(), ...selector, effect: webhookEffect }),
  z.object({ on: z.literal('rest'), operation: z.enum(operationNames).optional(), ...selector, effect: restEffect }),
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
  /** Matches per number, so that chance does not depend on what other numbers do. */
  matchedByNumber: Map<string, number>;
};
export type FaultPlan = { seed: number; rules: ArmedRule[]; added: number };

export function emptyFaultPlan(seed: number): FaultPlan {
  return { seed, rules: [], added: 0 };
}

/** @throws RangeError when the plan is full; SyntaxError for a bad regular expression. */
export function addFaults(plan: FaultPlan, inputs: FaultRuleInput[]): void {
  if (plan.rules.length + inputs.length > limits.faultRulesMax)
    throw new RangeError(`more than ${limits.faultRulesMax} fault rules`);
  for (const input of inputs) {
    const rule = faultRuleSchema.parse(input);
    const number = rule.number === undefined ? null : new RegExp(rule.number);
    plan.rules.push({ id: plan.added++, rule, number, matched: 0, fired: 0, matchedByNumber: new Map() });
  }
}

/** What happens to this webhook; empty in fair weather. */
export function webhookFaults(plan: FaultPlan, subject: { kind: WebhookKind; event: string; number: string }) {
  return plan.rules.flatMap((armed): WebhookEffect[] => {
    const { rule } = armed;
    if (rule.on !== 'webhook' || (rule.kind && rule.kind !== subject.kind)) return [];
    return fires(plan, armed, subject) ? [rule.effect] : [];
  });
}

/** What happens to this REST request; empty in fair weather. */
export function restFaults(plan: FaultPlan, subject: { operation: OperationName; number: string }) {
  return plan.rules.flatMap((armed): RestEffect[] => {
    const { rule } = armed;
    if (rule.on !== 'rest' || (rule.operation && rule.operation !== subject.operation)) return [];
    return fires(plan, armed, { ...subject, event: subject.operation }) ? [rule.effect] : [];
  });
}

function fires(plan: FaultPlan, armed: ArmedRule, subject: { event: string; number: string }): boolean {
  const { rule } = armed;
  if (rule.event && rule.event !== subject.event) return false;
  if (armed.number && !armed.number.test(subject.number)) return false;
  if (rule.times !== undefined && armed.fired >= rule.times) return false;
  armed.matched += 1;
  if (rule.nth !== undefined && armed.matched !== rule.nth) return false;
  if (rule.probability !== undefined) {
    if (armed.matchedByNumber.size >= limits.numbersSeenMax) armed.matchedByNumber.clear();
    const ordinal = (armed.matchedByNumber.get(subject.number) ?? 0) + 1;
    armed.matchedByNumber.set(subject.number, ordinal);
    const draw = randomOf(plan.seed, 'fault', armed.id, subject.number, ordinal).uniform();
    if (draw >= rule.probability) return false;
  }
  armed.fired += 1;
  return true;
}
