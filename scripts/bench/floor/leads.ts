/**
 * The leads of the floor benchmark: people who may be called now by law, with the same behaviour as in the pacing
 * laboratory.
 */
import { checkCallingHours } from '../../../shared/rules/compliance/calling-hours.ts';
import { parseDialableNumber } from '../../../shared/rules/values/phone.ts';
import { placeOfNumber } from '../../../shared/rules/compliance/number-time-zones.ts';
import type { BehaviourInput } from '../../simulator/personas/behaviours.ts';
import { DETECTION_SECONDS, drawConversation, drawCall, drawPatienceSeconds } from '../../pacing-lab/call-draw.ts';
import type { Scenario } from '../../pacing-lab/scenario.ts';

type Place = {
  zone: string;
  /** The phone number of the n-th lead. */
  phoneAt: (n: number) => string;
};

/** Places around the globe. At any hour it is daytime in at least one of these places. */
const PLACES: Place[] = [
  { zone: 'America/New_York', phoneAt: (n) => `+1212${2_000_000 + n}` },
  { zone: 'America/Los_Angeles', phoneAt: (n) => `+1213${2_000_000 + n}` },
  { zone: 'Pacific/Honolulu', phoneAt: (n) => `+1808${2_000_000 + n}` },
  { zone: 'Asia/Tokyo', phoneAt: (n) => `+8190${12_000_000 + n}` },
  { zone: 'Asia/Kolkata', phoneAt: (n) => `+9198${10_000_000 + n}` },
  { zone: 'Europe/London', phoneAt: (n) => `+447400${100_000 + n}` },
];

/** Mean length of the greeting of a mailbox, in seconds. */
const GREETING_SECONDS = 15;

const ALL_DAY = { hoursStart: '00:00', hoursEnd: '00:00' };

/**
 * Returns a place where the law allows calls during the next `seconds` seconds from `atMs`.
 *
 * @throws Error if the law allows such calls in no place.
 */
export function findCallablePlace(atMs: number, seconds: number): Place {
  const place = PLACES.find(({ zone, phoneAt }) => {
    const phone = phoneAt(0);
    if ('problem' in parseDialableNumber(phone)) return false;
    const inZone = checkCallingHours({ atMs, zones: [zone], campaign: { ...ALL_DAY, timezone: zone } });
    const byLaw = checkCallingHours({ atMs, ...placeOfNumber(phone), campaign: { ...ALL_DAY, timezone: zone } });
    return inZone.ok && byLaw.ok && Math.min(inZone.untilMs, byLaw.untilMs) > atMs + seconds * 1000;
  });
  if (!place) throw new Error(`At this hour no place can be called for ${seconds / 3600} hours. Try again in an hour.`);
  return place;
}

/**
 * Returns the simulated behaviour of the n-th lead. The behaviour equals the random draw of the pacing laboratory for
 * its n-th call. A call that no human answers ends after the same ring time as in the laboratory.
 */
export function behaviourFor(scenario: Scenario, seed: number, n: number, phone: string): BehaviourInput {
  const { outcome, endsAfterSeconds } = drawCall(scenario, seed, n, 0);
  const persona = { ringSeconds: endsAfterSeconds, priceDelaySeconds: null, detectionSeconds: DETECTION_SECONDS };
  if (outcome === 'failed') return { number: phone, persona: { ...persona, kind: 'failed' } };
  if (outcome === 'machine')
    return { number: phone, persona: { ...persona, kind: 'machine', greetingSeconds: GREETING_SECONDS } };
  if (outcome !== 'human') return { number: phone, persona: { ...persona, kind: 'busy' } };
  const { talkSeconds } = drawConversation(scenario, seed, n, outcome);
  const patienceSeconds = drawPatienceSeconds(seed, n);
  return { number: phone, persona: { ...persona, kind: 'human', talkSeconds, patienceSeconds } };
}
