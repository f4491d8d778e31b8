/**
 * The report of the comparison of dialers: a text, and an HTML file with charts that opens without a network
 * connection.
 */
import { readFile } from 'node:fs/promises';
import { formatTable, type Column } from '../table.ts';
import { TALK_TARGETS_PERCENT } from './study.ts';
import type { Summary } from './statistics.ts';

/** The file of the chart library. If the library is not installed, the report has a table but no charts. */
const CHART_LIBRARY = 'uplot/dist/uPlot.iife.min.js';
const CHART_STYLE = 'uplot/dist/uPlot.min.css';

const COLUMNS: (Column & { cell: (row: Summary) => string })[] = [
  { title: 'scenario', cell: (row) => row.scenario },
  { title: 'dialer', cell: (row) => row.dialer },
  { title: 'talk %', align: 'right', cell: (row) => row.talk.toFixed(1) },
  {
    title: '±95 %',
    align: 'right',
    cell: (row) => (Number.isFinite(row.talkHalfWidth) ? row.talkHalfWidth.toFixed(2) : '–'),
  },
  {
    title: 'target %',
    align: 'right',
    cell: (row) => (row.dialer.startsWith('ours') ? (TALK_TARGETS_PERCENT.get(row.scenario)?.toFixed(1) ?? '') : ''),
  },
  { title: 'talk min/h', align: 'right', cell: (row) => (0.6 * row.talk).toFixed(1) },
  { title: 'abandoned %', align: 'right', cell: (row) => row.abandoned.toFixed(2) },
  { title: 'worst day %', align: 'right', cell: (row) => row.worstDay.toFixed(2) },
  { title: 'idle s', align: 'right', cell: (row) => row.idleSeconds.toFixed(0) },
  { title: 'calls/answer', align: 'right', cell: (row) => row.dialsPerAnswer.toFixed(2) },
];

const LEGEND = `
  talk         talk time as a share of the agents' working time, with its 95 % confidence interval
  target       talk time that our dialer should reach on its first day
  abandoned    calls that a human answered but no agent took in time, as a share of all calls that a human answered
  worst day    the same for the day with the largest share
  idle         mean time that an agent waits for the next call
  calls/answer calls started for each human answer`;

export function formatTextReport(rows: Summary[]): string {
  const cells = rows.map((row) => COLUMNS.map(({ cell }) => cell(row)));
  return `${formatTable(COLUMNS, cells).join('\n')}\n${LEGEND}`;
}

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function formatHtmlTable(rows: Summary[]): string {
  const head = COLUMNS.map(({ title }) => `<th>${escapeHtml(title)}</th>`).join('');
  const line = (row: Summary) => `<tr>${COLUMNS.map(({ cell }) => `<td>${escapeHtml(cell(row))}</td>`).join('')}</tr>`;
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.map(line).join('\n')}</tbody></table>`;
}

/** Returns the text of a file of an installed package; undefined if the package is missing. */
async function readPackageFile(name: string): Promise<string | undefined> {
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

/**
 * Returns the name of a dialer in the charts. The best ratio has the same name in all scenarios, so the value of the
 * ratio is removed from the name.
 */
const seriesName = (row: Summary) => row.dialer.replace(/ \([\d.]+\)$/, '');

/** Creates a chart with the scenarios on the x axis and one line per dialer. */
function createChart(title: string, rows: Summary[], value: (row: Summary) => number): Chart {
  const scenarios = [...new Set(rows.map((row) => row.scenario))];
  const series = [...Map.groupBy(rows, seriesName)].map(([label, group]) => ({
    label,
    values: scenarios.map((scenario) => {
      const row = group.find((candidate) => candidate.scenario === scenario);
      return row ? value(row) : null;
    }),
  }));
  return { title, x: scenarios.map((_, i) => i), scenarios, series };
}

/**
 * The script that draws the charts. In the page, the chart library and the definition of `charts` stand before this
 * script.
 */
const DRAW_CHARTS = `
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

export async function formatHtmlReport(rows: Summary[], description: string): Promise<string> {
  const library = await readPackageFile(CHART_LIBRARY);
  const style = (await readPackageFile(CHART_STYLE)) ?? '';
  const charts = [
    createChart('Talk time in % of working time', rows, (row) => row.talk),
    createChart('Abandoned calls in % of human answers', rows, (row) => row.abandoned),
    createChart('Abandoned calls in % of human answers, worst day', rows, (row) => row.worstDay),
  ];
  const data = JSON.stringify(charts).replaceAll('<', '\\u003c');
  const chartScripts = library
    ? `<script>${library}</script><script>const charts = ${data};${DRAW_CHARTS}</script>`
    : '';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pacing laboratory</title>
<style>${style} body{font:14px system-ui;margin:2rem} table{border-collapse:collapse} td,th{padding:.2rem .6rem;text-align:right;border-bottom:1px solid #ddd} td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}</style>
<h1>Pacing laboratory</h1><p>${escapeHtml(description)}</p><div id="charts"></div>${formatHtmlTable(rows)}${chartScripts}</html>
`;
}
