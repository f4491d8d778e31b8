import { number } from './format.ts';
import { t } from './texts.ts';

type FillProps = { used: number; max: number; show?: (value: number) => string };

const NEARLY_FULL = 0.8;

/** How much of a cap is used, as figures and as a bar. A cap of 0 means no limit. */
export function Fill({ used, max, show = number }: FillProps) {
  if (max === 0) return <>{show(used)}</>;
  const part = Math.min(1, used / max);
  const tone = part >= 1 ? 'bad' : part >= NEARLY_FULL ? 'warn' : 'good';
  return (
    <span class="fill">
      <span class="nowrap">{t('fill.of', { used: show(used), max: show(max) })}</span>
      <Bar part={part} tone={tone} />
    </span>
  );
}

type BarProps = { part: number; tone: 'good' | 'warn' | 'bad' | 'info' | 'accent' | 'quiet' };

/** A bar without a text. The figure beside it says the same. */
export const Bar = ({ part, tone }: BarProps) => (
  <span class="bar" aria-hidden="true">
    {part > 0 && <span class={tone} style={{ width: `${(100 * part).toFixed(1)}%` }} />}
  </span>
);
