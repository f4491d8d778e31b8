/** Helpers for inbound calls to a phone number of the account. */
import { single, type World } from './world.ts';

export const ACCOUNT_NUMBER = '+14155551234';
export const CALLER = '+12025550101';

/** A caller who waits without limit and talks without limit. */
export const PATIENT_CALLER = { kind: 'human', talkSeconds: null, patienceSeconds: null } as const;

/** Places an inbound call. The product's TwiML for the call is at the path /voice. */
export function placeInboundCall(world: World, persona: object = PATIENT_CALLER) {
  const { url } = world.app;
  return world.simulator.injectInboundCall({
    from: CALLER,
    to: ACCOUNT_NUMBER,
    voiceUrl: `${url}/voice`,
    statusCallback: `${url}/status`,
    persona,
  });
}

export function childCall(world: World, parentSid: string) {
  return single(world.simulator.ledger().calls.filter((call) => call.parentSid === parentSid));
}
