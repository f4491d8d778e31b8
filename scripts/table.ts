/** A text table for the terminal: each column as wide as its widest cell, with two spaces before each column. */
export type Column = { title: string; align?: 'left' | 'right' };

/** @returns The lines of the table. The first line contains the titles. */
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
