import { Badge } from '../ui/parts.tsx';
import { word } from '../ui/texts.ts';

const TONES = { open: 'warn', accepted: 'info', rejected: 'quiet', withdrawn: 'quiet' } as const;

export const DisputeStatus = ({ status }: { status: keyof typeof TONES }) => (
  <Badge tone={TONES[status]}>{word('disputeStatus', status)}</Badge>
);
