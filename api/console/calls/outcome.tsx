import { Badge } from '../ui/parts.tsx';
import { word } from '../ui/texts.ts';

const TONES = {
  answered: 'good',
  voicemail: 'info',
  no_answer: 'quiet',
  busy: 'quiet',
  failed: 'bad',
  abandoned: 'bad',
  cancelled: 'quiet',
} as const;

/** Shows how a call ended, or its state while it lives. */
export function Outcome({ disposition, status }: { disposition: string | null; status: string }) {
  if (disposition === null) return <Badge tone="info">{word('callStatus', status)}</Badge>;
  return <Badge tone={TONES[disposition as keyof typeof TONES] ?? 'quiet'}>{word('disposition', disposition)}</Badge>;
}
