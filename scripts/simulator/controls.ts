/** Steering the carrier: the same controls in the process and over `/__sim/*`. */
import { z } from 'zod';
import type { ClockAnchor } from '../../shared/clock.ts';
import { type BehaviourInput, behaviourSchema, scriptBehaviours } from './behaviours.ts';
import { type Carrier, resetCarrier } from './carrier.ts';
import { addFaults, faultRuleSchema, type FaultRuleInput } from './faults.ts';
import { receiveCall } from './inbound.ts';
import { type Ledger, readLedger, readState } from './ledger.ts';
import { findOwned } from './numbers.ts';
import { personaSchema } from './personas.ts';
import { statusCallback } from './status-callback.ts';
import { isE164 } from './wire.ts';

const address = z.url({ protocol: /^https?$/ });
const method = z.enum(['GET', 'POST']).default('POST');
const rulesMax = 1_000;

export const behavioursBody = z.union([behaviourSchema, z.array(behaviourSchema).max(rulesMax)]);
export const faultsBody = z.union([faultRuleSchema, z.array(faultRuleSchema).max(rulesMax)]);
export const clockBody = z.object({
  realMs: z.number().int().min(0),
  productMs: z.number().int().min(0),
  speed: z.number().min(0.1).max(1000),
});
export const inboundBody = z.object({
  from: z.string().refine(isE164, 'must be E.164'),
  to: z.string().refine(isE164, 'must be E.164'),
  /** Absent: what the account's number is configured with. */
  voiceUrl: address.optional(),
  voiceMethod: method,
  statusCallback: address.optional(),
  persona: personaSchema.partial().optional(),
});

type InboundInput = z.input<typeof inboundBody>;

export type Controls = {
  ledger(): Ledger;
  state(): ReturnType<typeof readState>;
  clockAnchor(): ClockAnchor;
  reanchor(anchor: ClockAnchor): void;
  /** Scripts who answers which number; later scripts win over earlier ones. */
  behave(...rules: BehaviourInput[]): void;
  clearBehaviours(): void;
  fault(...rules: FaultRuleInput[]): void;
  /** Fair weather again. */
  clearFaults(): void;
  /** Somebody calls one of our numbers. */
  callIn(input: InboundInput): { sid: string };
  /** Forgets everything but the clock. */
  reset(): void;
};

export function controlsOf(carrier: Carrier): Controls {
  return {
    ledger: () => readLedger(carrier),
    state: () => readState(carrier),
    clockAnchor: () => carrier.clock.anchor,
    reanchor: (anchor) => carrier.clock.reanchor(anchor),
    behave: (...rules) => scriptBehaviours(carrier, rules),
    clearBehaviours: () => void (carrier.behaviours = []),
    fault: (...rules) => addFaults(carrier.faults, rules),
    clearFaults: () => void (carrier.faults.rules = []),
    callIn: (input) => callIn(carrier, input),
    reset: () => resetCarrier(carrier),
  };
}

function callIn(carrier: Carrier, input: InboundInput): { sid: string } {
  const { from, to, voiceUrl, voiceMethod, statusCallback: callbackUrl, persona } = inboundBody.parse(input);
  const owned = findOwned(carrier, to);
  const url = voiceUrl ?? owned?.voiceUrl ?? '';
  const urlMethod = voiceUrl ? voiceMethod : (owned?.voiceMethod ?? 'POST');
  const fallback = owned?.voiceFallbackUrl ? { url: owned.voiceFallbackUrl, method: owned.voiceFallbackMethod } : null;
  const callback = statusCallback(
    callbackUrl ?? (owned?.statusCallback || null),
    callbackUrl ? 'POST' : (owned?.statusCallbackMethod ?? 'POST'),
    [],
  );
  const source = url ? { url, method: urlMethod, event: 'inbound' } : null;
  const { sid } = receiveCall(carrier, { from, to, source, fallback, callback, ...(persona && { persona }) });
  return { sid };
}
