/** The comparisons of the demo's audit. */

import { type Amount, differenceMicros, formatSums } from './amounts.ts';

/** One comparison between the product's database and the carrier's ledger. */
export type Check = {
  name: string;
  /** The two compared numbers, as text. */
  figures: string;
  /** Number of rows that do not agree. For a comparison of amounts, the difference in millionths of the currency. */
  errorCount: number;
};

/** Compares amount by amount, so that two errors cannot cancel each other out. */
export function compareAmounts(name: string, pairs: { booked: Amount; due: Amount }[]): Check {
  return {
    name,
    figures: `${formatSums(pairs.map(({ booked }) => booked))} = ${formatSums(pairs.map(({ due }) => due))}`,
    errorCount: pairs.reduce((sum, { booked, due }) => sum + differenceMicros([booked], [due]), 0),
  };
}

export function printAudit(checks: Check[]): void {
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const { name, figures, errorCount } of checks) {
    const error = errorCount === 0 ? '' : `  FAILED: ${errorCount} do not agree`;
    console.log(`  ${errorCount === 0 ? '✓' : '✗'} ${name.padEnd(width)}  ${figures}${error}`);
  }
}
