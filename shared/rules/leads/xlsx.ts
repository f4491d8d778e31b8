/** Reads the first visible sheet of an Excel workbook as records, like the records of a CSV file. */
import { CsvFileError } from './csv-error.ts';
import { type CsvRecord, isBlank } from './csv-records.ts';
import { type NumberFormat, numberText, readFormats, unescapeText } from './xlsx-cells.ts';
import { damaged, openWorkbook, parsePart, type Workbook } from './xlsx-parts.ts';

/** The limits of Excel itself. */
const COLUMNS_MAX = 16_384;
const ROWS_MAX = 1_048_576;
/** Characters of one row, as for a CSV file. */
const ROW_CHARS_MAX = 2 * 1024 * 1024;
/** Characters of the texts that all cells share. They are kept in memory. */
const SHARED_CHARS_MAX = 64 * 1024 * 1024;
const SHARED_BYTES_MAX = 512 * 1024 * 1024;
/** Bytes of the small parts that name the sheets. */
const INDEX_BYTES_MAX = 16 * 1024 * 1024;

/** An error names up to this many sheets. */
const SHEETS_NAMED_MAX = 20;

export type Sheet = { name: string; records: AsyncGenerator<CsvRecord[]> };

/**
 * Opens the sheet with the name `wanted`, or the first visible sheet of a workbook. Numbers become their digits, and dates ISO dates, so no phone number or postal code loses a digit.
 *
 * @throws CsvFileError if the workbook cannot be read; while the records are read, too
 */
export async function openSheet(source: AsyncIterable<Uint8Array>, wanted?: string): Promise<Sheet> {
  const workbook = await openWorkbook(source);
  const { name, part, isDate1904 } = await findSheet(workbook, wanted);
  const formats = await readFormats(workbook);
  const shared = await readSharedTexts(workbook);
  return { name, records: readRecords(workbook, part, { shared, formats, isDate1904 }) };
}

/** Returns the name and the part of the wanted sheet, or of the first sheet that is not hidden. */
async function findSheet(
  workbook: Workbook,
  wanted: string | undefined,
): Promise<{ name: string; part: string; isDate1904: boolean }> {
  const sheets: { name: string; id: string }[] = [];
  let isDate1904 = false;
  const open = (tag: string, attributes: Record<string, string>) => {
    if (tag === 'workbookPr') isDate1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '');
    const isShown = wanted !== undefined || (attributes['state'] ?? 'visible') === 'visible';
    if (tag !== 'sheet' || !isShown) return;
    const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? '';
    sheets.push({ name: attributes['name'] ?? '', id });
  };
  for await (const _ of parsePart(workbook, 'xl/workbook.xml', { open }, INDEX_BYTES_MAX));
  const targets = new Map<string, string>();
  const relation = (tag: string, { Id = '', Target = '' }: Record<string, string>) => {
    if (tag === 'Relationship') targets.set(Id, Target);
  };
  for await (const _ of parsePart(workbook, 'xl/_rels/workbook.xml.rels', { open: relation }, INDEX_BYTES_MAX));
  for (const { name, id } of sheets.filter((sheet) => wanted === undefined || sheet.name === wanted)) {
    const target = targets.get(id);
    const part = target?.startsWith('/') ? target.slice(1) : `xl/${target}`;
    // A sheet that holds only a chart is no worksheet.
    if (target !== undefined && !target.includes('chartsheets/')) return { name, part, isDate1904 };
  }
  if (wanted === undefined) throw new CsvFileError('empty', 'The Excel workbook has no visible sheet.');
  const names = sheets.map(({ name }) => JSON.stringify(name)).slice(0, SHEETS_NAMED_MAX);
  throw new CsvFileError('empty', `The Excel workbook has no sheet "${wanted}". Its sheets: ${names.join(', ')}.`);
}

/** Collects the text of `t` elements. The pronunciation of Japanese texts (`rPh`) is not part of the text. */
function createTextCollector() {
  let text = '';
  let isOpen = false;
  let pronunciations = 0;
  return {
    open: (name: string): void => {
      if (name === 'rPh') pronunciations += 1;
      isOpen = name === 't' && pronunciations === 0;
    },
    close: (name: string): void => {
      if (name === 'rPh') pronunciations -= 1;
      if (name === 't') isOpen = false;
    },
    add: (piece: string): void => {
      if (isOpen) text += piece;
    },
    take(): string {
      const taken = unescapeText(text);
      text = '';
      return taken;
    },
  };
}

async function readSharedTexts(workbook: Workbook): Promise<string[]> {
  const part = 'xl/sharedStrings.xml';
  if (!workbook.entries.has(part)) return [];
  const texts: string[] = [];
  const collector = createTextCollector();
  let chars = 0;
  const close = (name: string) => {
    collector.close(name);
    if (name !== 'si') return;
    const text = collector.take();
    chars += text.length;
    texts.push(text);
  };
  const handlers = { open: collector.open, close, text: collector.add };
  for await (const _ of parsePart(workbook, part, handlers, SHARED_BYTES_MAX))
    if (chars > SHARED_CHARS_MAX) throw damaged('its texts need too much memory. Save the sheet as CSV');
  return texts;
}

type CellRules = { shared: readonly string[]; formats: readonly NumberFormat[]; isDate1904: boolean };
type Cell = { column: number; type: string; style: number; value: string };

async function* readRecords(workbook: Workbook, part: string, rules: CellRules): AsyncGenerator<CsvRecord[]> {
  const sheet = createSheetReader(rules);
  for await (const _ of parsePart(workbook, part, sheet)) {
    const records = sheet.take();
    if (records.length > 0) yield records;
  }
}

/** Collects the rows of a sheet from the events of the XML parser. */
function createSheetReader(rules: CellRules) {
  const collector = createTextCollector();
  let records: CsvRecord[] = [];
  let row = 0;
  let cells: string[] = [];
  let column = 0;
  let chars = 0;
  let cell: Cell | undefined;
  let inValue = false;

  function openRow(number: string | undefined): void {
    const next = number === undefined ? row + 1 : Number(number);
    if (!(next > row && next <= ROWS_MAX)) throw damaged(`the row after row ${row} has the number ${number ?? next}`);
    row = next;
    cells = [];
    column = 0;
    chars = 0;
  }

  function openCell({ r, t = 'n', s = '' }: Record<string, string>): void {
    column = r === undefined ? column + 1 : columnOf(r);
    if (!(column >= 1 && column <= COLUMNS_MAX)) throw damaged(`row ${row} has a cell at ${r ?? column}`);
    cell = { column, type: t, style: s === '' ? -1 : Number(s), value: '' };
  }

  function closeCell({ column: at, ...read }: Cell): void {
    const text = cellText(read, collector.take(), rules);
    chars += text.length;
    if (text === '' || chars > ROW_CHARS_MAX) return;
    while (cells.length < at) cells.push('');
    cells[at - 1] = text;
  }

  function closeRow(): void {
    if (chars > ROW_CHARS_MAX)
      records.push({ row, broken: `The row is longer than ${ROW_CHARS_MAX / 1024 / 1024} MB`, text: '' });
    else if (!isBlank(cells)) records.push({ row, cells });
  }

  return {
    open(name: string, attributes: Record<string, string>): void {
      if (name === 'row') openRow(attributes['r']);
      else if (name === 'c') openCell(attributes);
      else if (name === 'v') inValue = true;
      else collector.open(name);
    },
    close(name: string): void {
      if (name === 'row') closeRow();
      else if (name === 'v') inValue = false;
      else if (name === 'c' && cell) {
        closeCell(cell);
        cell = undefined;
      } else collector.close(name);
    },
    text(piece: string): void {
      if (!cell) return;
      if (inValue) cell.value += piece;
      else collector.add(piece);
    },
    take(): CsvRecord[] {
      const taken = records;
      records = [];
      return taken;
    },
  };
}

/** Returns the number of the column of a cell such as `AB12`, from 1 on. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}

function cellText({ type, style, value }: Omit<Cell, 'column'>, inline: string, rules: CellRules): string {
  switch (type) {
    case 's':
      return rules.shared[Number(value)] ?? '';
    case 'inlineStr':
      return inline;
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE';
    // The error of a formula, such as #N/A, is no value.
    case 'e':
      return '';
    case 'n':
      return numberText(value, rules.formats[style] ?? { kind: 'number', digitsMin: 0 }, rules.isDate1904);
    default:
      return unescapeText(value);
  }
}
