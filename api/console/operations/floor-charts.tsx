/** The day as charts: conversations, answers and abandonment. */
import { useMemo } from 'preact/hooks';
import { Chart } from '../ui/chart.tsx';
import { percent, share } from '../ui/format.ts';
import { Card } from '../ui/parts.tsx';
import { t } from '../ui/texts.ts';
import type { Day } from './floor-types.ts';

const STEP_SECONDS = 300;
/** With more steps than this, the chart shows steps of 15 minutes instead. */
const FINE_STEPS_MAX = 36;

type Step = { at: number; placed: number; answered: number; abandoned: number; talkSeconds: number };

/** Returns the steps from the first to the last, with the empty ones, in steps of 5 or 15 minutes. */
function stepsOf(day: Day): { steps: Step[]; seconds: number } {
  const times = day.steps.map(({ at }) => Date.parse(at) / 1_000);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return { steps: [], seconds: STEP_SECONDS };
  const isFine = (last - first) / STEP_SECONDS < FINE_STEPS_MAX;
  const seconds = isFine ? STEP_SECONDS : 3 * STEP_SECONDS;
  const start = first - (first % seconds);
  const steps: Step[] = [];
  for (let at = start; at <= last; at += seconds)
    steps.push({ at, placed: 0, answered: 0, abandoned: 0, talkSeconds: 0 });
  for (const [index, sums] of day.steps.entries()) {
    const step = steps[Math.floor((times[index]! - start) / seconds)]!;
    step.placed += sums.placed;
    step.answered += sums.answered;
    step.abandoned += sums.abandoned;
    step.talkSeconds += sums.talk_seconds;
  }
  return { steps, seconds };
}

export function FloorCharts({ day, cap }: { day: Day; cap: number | undefined }) {
  const charts = useMemo(() => {
    const { steps, seconds } = stepsOf(day);
    return {
      times: steps.map(({ at }) => at),
      talk: [
        { label: t('chart.talking'), color: 'good' as const, values: steps.map((step) => step.talkSeconds / seconds) },
      ],
      answers: [
        {
          label: t('chart.answerRate'),
          color: 'info' as const,
          values: steps.map((step) => share(step.answered, step.placed)),
        },
      ],
      abandonment: [
        {
          label: t('chart.abandonment'),
          color: 'busy' as const,
          values: steps.map((step) => share(step.abandoned, step.answered)),
        },
      ],
    };
  }, [day]);
  const whole = (value: number) => percent(value, value > 0 && value < 0.1 ? 1 : 0);
  return (
    <Card title={t('floor.day')}>
      <div class="charts">
        <Chart
          title={t('chart.talking.title')}
          times={charts.times}
          series={charts.talk}
          format={(value) => value.toFixed(1)}
        />
        <Chart title={t('chart.answerRate.title')} times={charts.times} series={charts.answers} format={whole} />
        <Chart
          title={t('chart.abandonment.title')}
          times={charts.times}
          series={charts.abandonment}
          format={whole}
          limit={cap}
        />
      </div>
    </Card>
  );
}
