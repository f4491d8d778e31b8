/** Functions that control the simulator, for code in the same process and for the routes `/__sim/*`. */
import { z } from 'zod';
import type { ClockAnchor } from '../../../shared/clock.ts';
import { receiveCall } from '../calls/inbound.ts';
import { accountSchema, type SimulatedAccount } from '../carrier/account.ts';
import { resetCarrier } from '../carrier/carrier.ts';
import type { Carrier } from '../carrier/state.ts';
import { type FaultRuleInput, addFaults, faultRuleSchema } from '../faults.ts';
import { findOwnedNumber } from '../numbers/numbers.ts';
import { type BehaviourInput, addBehaviours, behaviourSchema } from '../personas/behaviours.ts';
import { personaSchema } from '../personas/personas.ts';
import { isE164 } from '../twilio-format.ts';
import { createStatusCallback } from '../webhooks/callback.ts';
import { type Ledger, readLedger, readState } from './ledger.ts';

const address = z.url({ protocol: /^https?$/ });
const method = z.enum(['GET', 'POST']).default('POST');
/** The largest number of behaviours or faults per request. */
const RULES_MAX = 1_000;

export const behavioursBody = z.union([behaviourSchema, z.array(behaviourSchema).max(RULES_MAX)]);
export const faultsBody = z.union([faultRuleSchema, z.array(faultRuleSchema).max(RULES_MAX)]);
export const clockBody = z.object({
  realMs: z.number().int().min(0),
  productMs: z.number().int().min(0),
  speed: z.number().min(0.1).max(1000),
});
export const inboundBody = z.object({
  from: z.string().refine(isE164, 'must be E.164'),
  to: z.string().refine(isE164, 'must be E.164'),
  /** The URL that returns the TwiML of the call. If absent, the voice URL of the called number is used. */
  voiceUrl: address.optional(),
  voiceMethod: method,
  statusCallback: address.optional(),
  persona: personaSchema.partial().optional(),
});

export const accountBody = accountSchema.partial();

export type InboundInput = z.input<typeof inboundBody>;

export type Controls = {
  ledger(): Ledger;
  state(): ReturnType<typeof readState>;
  clockAnchor(): ClockAnchor;
  setClockAnchor(anchor: ClockAnchor): void;
  /** Sets the personas of phone numbers. A later behaviour wins over an earlier behaviour for the same number. */
  addBehaviours(...rules: BehaviourInput[]): void;
  clearBehaviours(): void;
  addFaults(...rules: FaultRuleInput[]): void;
  clearFaults(): void;
  /** Changes what the account may do. Absent settings stay unchanged. */
  setAccount(changes: z.input<typeof accountBody>): SimulatedAccount;
  /** Simulates a caller who dials one of the account's phone numbers. */
  injectInboundCall(input: InboundInput): { sid: string };
  /** Deletes the whole state of the carrier. The clock keeps its time. */
  reset(): void;
};

export function createControls(carrier: Carrier): Controls {
  return {
    ledger: () => readLedger(carrier),
    state: () => readState(carrier),
    clockAnchor: () => carrier.clock.anchor,
    setClockAnchor: (anchor) => carrier.clock.setAnchor(anchor),
    addBehaviours: (...rules) => addBehaviours(carrier, rules),
    clearBehaviours: () => void (carrier.behaviours = []),
    addFaults: (...rules) => addFaults(carrier.faultPlan, rules),
    clearFaults: () => void (carrier.faultPlan.rules = []),
    setAccount: (changes) => (carrier.account = { ...carrier.account, ...accountBody.parse(changes) }),
    injectInboundCall: (input) => injectInboundCall(carrier, input),
    reset: () => resetCarrier(carrier),
  };
}

function injectInboundCall(carrier: Carrier, input: InboundInput): { sid: string } {
  const { from, to, voiceUrl, voiceMethod, statusCallback: callbackUrl, persona } = inboundBody.parse(input);
  const ownedNumber = findOwnedNumber(carrier, to);
  const url = voiceUrl ?? ownedNumber?.voiceUrl ?? '';
  const voiceUrlMethod = voiceUrl ? voiceMethod : (ownedNumber?.voiceMethod ?? 'POST');
  const fallback = ownedNumber?.voiceFallbackUrl
    ? { url: ownedNumber.voiceFallbackUrl, method: ownedNumber.voiceFallbackMethod }
    : null;
  const callback = createStatusCallback(
    callbackUrl ?? (ownedNumber?.statusCallback || null),
    callbackUrl ? 'POST' : (ownedNumber?.statusCallbackMethod ?? 'POST'),
    [],
  );
  const source = url ? { url, method: voiceUrlMethod, event: 'inbound' } : null;
  const { sid } = receiveCall(carrier, { from, to, source, fallback, callback, ...(persona && { persona }) });
  return { sid };
}
