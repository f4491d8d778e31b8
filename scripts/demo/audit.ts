/** The result of the demo's audit. */

/** One comparison between the product's database and the carrier's ledger. */
export type Check = {
  name: string;
  /** The compared numbers. */
  figures: string;
  /** Number of rows, or of millionths of a dollar, that do not agree. */
  errorCount: number;
};

export function printAudit(checks: Check[]): void {
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const { name, figures, errorCount } of checks) {
    const error = errorCount === 0 ? '' : `  FAILED: ${errorCount} do not agree`;
    console.log(`  ${errorCount === 0 ? '✓' : '✗'} ${name.padEnd(width)}  ${figures}${error}`);
  }
}
