/** How long the product needs after a fault: until it is healthy, and until the next call is placed. */
import { percentile } from '../percentile.ts';
import { formatTable } from '../table.ts';
import { FAULTS, type FaultName } from './faults.ts';

/** A fault that was injected. Milliseconds of real time since the start of the faults. */
export type InjectedFault = { fault: FaultName; beginMs: number; endMs: number };

export type Recovery = {
  type: 'recovery';
  fault: FaultName;
  /** From the end of the fault until `/healthz` was 200 again; 0 if it always was. Milliseconds of real time. */
  healthyMs: number;
  /** From the end of the fault until the next call was placed. Milliseconds of real time. */
  nextCallMs: number;
  /** The longest time between two calls, from the beginning of the fault until the next call after its end. */
  longestGapMs: number;
};

type Observed = {
  faults: readonly InjectedFault[];
  /** Times at which calls to leads were placed, in order. */
  callsMs: readonly number[];
  healthMs: readonly { atMs: number; healthy: boolean }[];
  /** Times after which no more calls are expected. */
  endMs: number;
};

/** Returns the recovery from each fault during which, and after which until the next call, no other fault was active. */
export function measureRecoveries({ faults, callsMs, healthMs, endMs }: Observed): Recovery[] {
  return faults.flatMap((fault): Recovery[] => {
    const before = callsMs.findLast((atMs) => atMs <= fault.beginMs);
    const next = callsMs.find((atMs) => atMs > fault.endMs);
    if (before === undefined || next === undefined || next > endMs) return [];
    const isIsolated = faults.every((other) => other === fault || other.endMs < before || other.beginMs > next);
    if (!isIsolated) return [];
    const span = callsMs.filter((atMs) => atMs >= before && atMs <= next);
    const gaps = span.slice(1).map((atMs, index) => atMs - span[index]!);
    const sick = healthMs.filter(({ atMs, healthy }) => atMs > fault.endMs && atMs < next + 15_000 && !healthy);
    const nextFault = Math.min(...faults.map(({ beginMs }) => (beginMs > fault.endMs ? beginMs : Infinity)));
    const lastSick = sick.findLast(({ atMs }) => atMs < nextFault);
    return [
      {
        type: 'recovery',
        fault: fault.fault,
        healthyMs: lastSick ? lastSick.atMs - fault.endMs : 0,
        nextCallMs: next - fault.endMs,
        longestGapMs: Math.max(...gaps),
      },
    ];
  });
}

/** Formats the recovery times of many runs as a table: median and worst. Seconds of real time. */
export function formatRecoveries(recoveries: readonly Recovery[]): string {
  const right = { align: 'right' } as const;
  const columns = [
    { title: 'fault' },
    { title: 'runs', ...right },
    { title: 'healthy after (s)', ...right },
    { title: 'next call after (s)', ...right },
    { title: 'longest time between two calls (s)', ...right },
  ];
  const byFault = Map.groupBy(recoveries, ({ fault }) => fault);
  const rows = Object.keys(FAULTS).flatMap((fault) => {
    const all = byFault.get(fault as FaultName);
    if (!all) return [];
    return [
      [
        fault,
        String(all.length),
        medianAndWorst(all.map(({ healthyMs }) => healthyMs)),
        medianAndWorst(all.map(({ nextCallMs }) => nextCallMs)),
        medianAndWorst(all.map(({ longestGapMs }) => longestGapMs)),
      ],
    ];
  });
  return formatTable(columns, rows).join('\n');
}

const medianAndWorst = (values: number[]) =>
  [0.5, 1].map((share) => (percentile(values, share) / 1_000).toFixed(1)).join(' / ');
