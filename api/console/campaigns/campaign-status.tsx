/** The status of a campaign, as a word with a colour. */
import { Badge } from '../ui/parts.tsx';
import { word } from '../ui/texts.ts';

const TONES = { active: 'good', paused: 'warn', scheduled: 'info' } as const;

export const CampaignStatus = ({ status }: { status: string }) => (
  <Badge tone={TONES[status as keyof typeof TONES] ?? 'quiet'}>{word('campaignStatus', status)}</Badge>
);
