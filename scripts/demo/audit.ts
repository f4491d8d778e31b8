/** The comparisons of the demo's audit. */

/** One comparison between the product's database and the carrier's ledger. */
export type Check = {
  name: string;
  /** The two compared numbers, as text. */
  figures: string;
  /** Number of rows that do not agree. For a comparison of amounts, the difference in millionths of a dollar. */
  errorCount: number;
};

export function printAudit(checks: Check[]): void {
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const { name, figures, errorCount } of checks) {
    const error = errorCount === 0 ? '' : `  FAILED: ${errorCount} do not agree`;
    console.log(`  ${errorCount === 0 ? '✓' : '✗'} ${name.padEnd(width)}  ${figures}${error}`);
  }
}
