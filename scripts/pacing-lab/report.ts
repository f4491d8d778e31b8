/** The study as text and as one HTML file that opens without a network. */
import { readFile } from 'node:fs/promises';
import { TALK_TARGETS_PERCENT } from './study.ts';
import type { Summary } from './statistics.ts';

/** Charts need the library; without it the report has tables only. */
const CHART_LIBRARY = 'uplot/dist/uPlot.iife.min.js';
const CHART_STYLE = 'uplot/dist/uPlot.min.css';

const COLUMNS: [title: string, cell: (row: Summary) => string][] = [
  ['scenario', (row) => row.scenario],
  ['dialer', (row) => row.dialer],
  ['talk %', (row) => row.talk.toFixed(1)],
  ['±95 %', (row) => (Number.isFinite(row.talkHalfWidth) ? row.talkHalfWidth.toFixed(2) : '–')],
  ['target', (row) => (row.dialer.startsWith('ours') ? (TALK_TARGETS_PERCENT.get(row.scenario)?.toFixed(1) ?? '') : '')],
  ['min/h', (row) => (0.6 * row.talk).toFixed(1)],
  ['abandoned %', (row) => row.abandoned.toFixed(2)],
  ['worst day %', (row) => row.worstDay.toFixed(2)],
  ['idle s', (row) => row.idleSeconds.toFixed(0)],
  ['dials/answer', (row) => row.dialsPerAnswer.toFixed(2)],
];

export function textTable(rows: Summary[]): string {
  const cells = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row)))];
  const widths = COLUMNS.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  return cells
    .map((line) => line.map((text, i) => (i < 2 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  '))
    .join('\n');
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function htmlTable(rows: Summary[]): string {
  const head = COLUMNS.map(([title]) => `<th>${escaped(title)}</th>`).join('');
  const line = (row: Summary) => `<tr>${COLUMNS.map(([, cell]) => `<td>${escaped(cell(row))}</td>`).join('')}</tr>`;
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.map(line).join('\n')}</tbody></table>`;
}

async function packageFile(name: string): Promise<string | undefined> {
  try {
    return await readFile(new URL(import.meta.resolve(name)), 'utf8');
  } catch {
    return undefined;
  }
}

type Chart = {
  title: string;
  x: number[];
  scenarios: string[];
  series: { label: string; values: (number | null)[] }[];
};

/** The best ratio goes by one name whatever its lines. */
const lineName = (row: Summary) => row.dialer.replace(/ \([\d.]+\)$/, '');

/** One line per dialer over the scenarios. */
function chartOf(title: string, rows: Summary[], value: (row: Summary) => number): Chart {
  const scenarios = [...new Set(rows.map((row) => row.scenario))];
  const series = [...Map.groupBy(rows, lineName)].map(([name, own]) => ({
    label: name,
    values: scenarios.map((scenario) => {
      const row = own.find((candidate) => candidate.scenario === scenario);
      return row ? value(row) : null;
    }),
  }));
  return { title, x: scenarios.map((_, i) => i), scenarios, series };
}

/** Runs in the browser; gets `charts` from the page. */
const DRAW = `
for (const chart of charts) {
  const colour = (i) => 'hsl(' + (i * 47) % 360 + ' 65% 42%)';
  new uPlot({
    title: chart.title, width: 1100, height: 420,
    scales: { x: { time: false } },
    axes: [{ values: (_, ticks) => ticks.map((t) => chart.scenarios[t] ?? ''), rotate: -30, size: 110, incrs: [1] }, {}],
    series: [{ value: (_, v) => chart.scenarios[v] ?? '' }, ...chart.series.map((s, i) => ({
      label: s.label, stroke: colour(i), width: s.label.startsWith('ours') ? 3 : 1, points: { show: true, size: 6 },
      value: (_, v) => v == null ? '' : v.toFixed(2),
    }))],
  }, [chart.x, ...chart.series.map((s) => s.values)], document.getElementById('charts'));
}`;

export async function htmlReport(rows: Summary[], description: string): Promise<string> {
  const library = await packageFile(CHART_LIBRARY);
  const style = (await packageFile(CHART_STYLE)) ?? '';
  const charts = [
    chartOf('Talk time, % of working time', rows, (row) => row.talk),
    chartOf('Abandoned, % of humans answered', rows, (row) => row.abandoned),
    chartOf('Worst day, % abandoned', rows, (row) => row.worstDay),
  ];
  const data = JSON.stringify(charts).replaceAll('<', '\\u003c');
  const drawing = library ? `<script>${library}</script><script>const charts = ${data};${DRAW}</script>` : '';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pacing laboratory</title>
<style>${style} body{font:14px system-ui;margin:2rem} table{border-collapse:collapse} td,th{padding:.2rem .6rem;text-align:right;border-bottom:1px solid #ddd} td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}</style>
<h1>Pacing laboratory</h1><p>${escaped(description)}</p><div id="charts"></div>${htmlTable(rows)}${drawing}</html>
`;
}
