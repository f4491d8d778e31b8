/**
 * A column of a text table for the terminal. Each column is as wide as its widest cell, with two spaces before the
 * column.
 */
export type Column = { title: string; align?: 'left' | 'right' };

/**
 * Formats a text table.
 *
 * @returns The lines of the table. The first line contains the titles of the columns.
 */
export function formatTable(columns: Column[], rows: string[][]): string[] {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => cells[index]!.length)));
  const formatCell = (cell: string, index: number) =>
    columns[index]!.align === 'right' ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!);
  return lines.map((cells) =>
    cells
      .map((cell, index) => `  ${formatCell(cell, index)}`)
      .join('')
      .trimEnd(),
  );
}
