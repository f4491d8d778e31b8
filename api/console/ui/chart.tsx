/** A small chart over the day. A table with the same figures is there for screen readers. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { timeOfDay } from './format.ts';
import { t } from './texts.ts';
import { colorOf } from './theme.ts';

export type Series = {
  label: string;
  color: 'accent' | 'good' | 'bad' | 'info' | 'busy';
  values: readonly (number | null)[];
};

type ChartProps = {
  title: string;
  /** Seconds since 1970. */
  times: readonly number[];
  series: readonly Series[];
  format: (value: number) => string;
  /** A horizontal line, such as a limit. */
  limit?: number | undefined;
};

const HEIGHT = 150;
const DOT_POINTS_MAX = 12;

const HALF_HOUR = 1_800;

/** Returns the times at both ends. The first step of the day alone stands in the middle of an hour. */
function timeRange(times: readonly number[]): [number, number] {
  const [from = 0, to = from] = [times[0], times.at(-1)];
  return to - from < HALF_HOUR ? [from - HALF_HOUR, to + HALF_HOUR] : [from, to];
}

function optionsOf({ times, series, format, limit }: ChartProps, width: number): uPlot.Options {
  const muted = colorOf('muted');
  const line = colorOf('line');
  const axis = { stroke: muted, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: '11px system-ui' };
  const highest = Math.max(limit ?? 0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return {
    width,
    height: HEIGHT,
    cursor: { drag: { x: false, y: false } },
    legend: { show: false },
    scales: { x: { time: true, range: () => timeRange(times) }, y: { range: [0, highest > 0 ? highest * 1.15 : 1] } },
    axes: [
      { ...axis, grid: { show: false }, space: 56, values: '{HH}:{mm}' },
      { ...axis, size: 46, space: 32, values: (_chart, splits) => splits.map((value) => format(value)) },
    ],
    series: [
      {},
      ...series.map(({ label, color }) => ({
        label,
        stroke: colorOf(color),
        fill: `color-mix(in srgb, ${colorOf(color)} 12%, transparent)`,
        width: 2,
        spanGaps: true,
        points: { show: times.length <= DOT_POINTS_MAX },
      })),
    ],
    hooks: {
      draw: [
        (chart) => {
          if (limit === undefined) return;
          const { ctx, bbox } = chart;
          const y = chart.valToPos(limit, 'y', true);
          ctx.save();
          ctx.strokeStyle = colorOf('bad');
          ctx.setLineDash([6, 5]);
          ctx.beginPath();
          ctx.moveTo(bbox.left, y);
          ctx.lineTo(bbox.left + bbox.width, y);
          ctx.stroke();
          ctx.restore();
        },
      ],
    },
  };
}

export function Chart(props: ChartProps) {
  const { title, times, series, format } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    // Without figures there is no chart to draw.
    if (!element) return undefined;
    let chart: uPlot | undefined;
    const draw = () => {
      chart?.destroy();
      const data = [[...times], ...series.map(({ values }) => [...values])] as uPlot.AlignedData;
      chart = new uPlot(optionsOf(props, element.clientWidth), data, element);
    };
    draw();
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      chart?.setSize({ width, height: HEIGHT });
    });
    observer.observe(element);
    addEventListener('themechange', draw);
    return () => {
      observer.disconnect();
      removeEventListener('themechange', draw);
      chart?.destroy();
    };
  }, [times, series]);
  const last = (values: readonly (number | null)[]) => values.findLast((value) => value !== null) ?? null;
  return (
    <figure class="chart-box">
      <figcaption>
        <h3>{title}</h3>
        <p class="legend">
          {series.map(({ label, color, values }) => (
            <span key={label} class={color}>
              {label} {last(values) === null ? '' : format(last(values)!)}
            </span>
          ))}
        </p>
      </figcaption>
      {times.length === 0 ? (
        <p class="loading">{t('chart.empty')}</p>
      ) : (
        <div ref={box} class="chart" aria-hidden="true" />
      )}
      <details>
        <summary>{t('chart.figures')}</summary>
        <ChartTable {...props} />
      </details>
    </figure>
  );
}

const ChartTable = ({ title, times, series, format }: ChartProps) => (
  <div class="table-scroll" tabIndex={0} role="region" aria-label={title}>
    <table>
      <thead>
        <tr>
          <th scope="col">{t('chart.time')}</th>
          {series.map(({ label }) => (
            <th key={label} scope="col" class="number">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {times.map((time, index) => (
          <tr key={time}>
            <td>{timeOfDay(new Date(time * 1_000).toISOString())}</td>
            {series.map(({ label, values }) => (
              <td key={label} class="number" data-title={label}>
                {values[index] === null || values[index] === undefined ? '–' : format(values[index])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
