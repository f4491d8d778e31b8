/** A lead list whose people may lawfully be called at this hour, and do what the laboratory draws for its n-th call. */
import { callable } from '../../../shared/rules/compliance/calling-hours.ts';
import { parseDialable } from '../../../shared/rules/values/phone.ts';
import { zonesOfNumber } from '../../../shared/rules/compliance/zones.ts';
import type { BehaviourInput } from '../../simulator/personas/behaviours.ts';
import { drawConversation, drawCall } from '../../pacing-lab/call-draw.ts';
import type { Scenario } from '../../pacing-lab/scenario.ts';

type Place = { zone: string; numberOf: (n: number) => string };

/** Around the clock: somewhere it is always day. */
const PLACES: Place[] = [
  { zone: 'America/New_York', numberOf: (n) => `+1212${2_000_000 + n}` },
  { zone: 'America/Los_Angeles', numberOf: (n) => `+1213${2_000_000 + n}` },
  { zone: 'Pacific/Honolulu', numberOf: (n) => `+1808${2_000_000 + n}` },
  { zone: 'Asia/Tokyo', numberOf: (n) => `+8190${12_000_000 + n}` },
  { zone: 'Asia/Kolkata', numberOf: (n) => `+9198${10_000_000 + n}` },
  { zone: 'Europe/London', numberOf: (n) => `+447400${100_000 + n}` },
];

const allDay = { hoursStart: '00:00', hoursEnd: '00:00' };

/** @throws Error when nobody may be called for so long; try again an hour later. */
export function findCallablePlace(atMs: number, seconds: number): Place {
  const open = PLACES.find(({ zone, numberOf }) => {
    const phone = numberOf(0);
    if ('problem' in parseDialable(phone)) return false;
    const inZone = callable({ atMs, zones: [zone], campaign: { ...allDay, timezone: zone } });
    const lawful = callable({ atMs, ...zonesOfNumber(phone), campaign: { ...allDay, timezone: zone } });
    return inZone.ok && lawful.ok && Math.min(inZone.untilMs, lawful.untilMs) > atMs + seconds * 1000;
  });
  if (!open) throw new Error('At this hour nobody may be called for that long. Try again an hour later.');
  return open;
}

/** Who is not a person ends the ringing as long after its start as in the laboratory, without an answer. */
export function behaviourFor(scenario: Scenario, seed: number, n: number, phone: string): BehaviourInput {
  const { outcome, endsAfterSeconds } = drawCall(scenario, seed, n, 0);
  const quiet = { number: phone, persona: { ringSeconds: endsAfterSeconds, priceDelaySeconds: null } };
  if (outcome === 'failed') return { ...quiet, persona: { ...quiet.persona, kind: 'failed' } };
  if (outcome !== 'human') return { ...quiet, persona: { ...quiet.persona, kind: 'busy' } };
  const { talkSeconds } = drawConversation(scenario, seed, n, outcome);
  return { ...quiet, persona: { ...quiet.persona, kind: 'human', talkSeconds, patienceSeconds: 60 } };
}
