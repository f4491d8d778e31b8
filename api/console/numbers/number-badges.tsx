/** The status of a phone number, and whether its calls reach this system. */
import type { pro } from '../ui/api.ts';
import { Badge } from '../ui/parts.tsx';
import { word } from '../ui/texts.ts';

type Reply = Awaited<ReturnType<typeof pro.GET<'/phone-numbers', object>>>;
export type PhoneNumber = NonNullable<Reply['data']>[number];

const TONES = { available: 'info', assigned: 'good', suspended: 'warn' } as const;
const CARRIER_TONES = { synced: 'good', syncing: 'info', failed: 'bad', not_synced: 'quiet' } as const;

export const NumberStatus = ({ status }: Pick<PhoneNumber, 'status'>) => (
  <Badge tone={TONES[status]}>{word('numberStatus', status)}</Badge>
);

export const CarrierStatus = ({ carrierStatus, carrierProblem }: PhoneNumber) => (
  <>
    <Badge tone={CARRIER_TONES[carrierStatus]}>{word('carrierStatus', carrierStatus)}</Badge>
    {carrierProblem && <p class="note">{carrierProblem}</p>}
  </>
);
