/** The text of the cells of an Excel sheet, as a person sees it, without the loss of digits. */
import { parsePart, type Workbook } from './xlsx-parts.ts';

/** How the numbers of a cell are shown. */
export type NumberFormat = { kind: 'number'; digitsMin: number } | { kind: 'date' } | { kind: 'time' };

const NUMBER: NumberFormat = { kind: 'number', digitsMin: 0 };
/** The formats of dates that have a number instead of a code (ECMA-376, 18.8.30), as ranges. */
const DATE_FORMATS: readonly [from: number, to: number][] = [
  [14, 17],
  [22, 22],
  [27, 36],
  [50, 58],
];
const TIME_FORMATS: readonly [from: number, to: number][] = [
  [18, 21],
  [45, 47],
];
const isIn = (ranges: readonly (readonly [number, number])[], id: number) =>
  ranges.some(([from, to]) => id >= from && id <= to);

/** Texts of a format code that are shown as they are, and conditions, colours and countries in brackets. */
const LITERALS = /"[^"]*"|\\.|\[[^[\]]*\]|[_*]./g;

function formatOf(id: number, code: string | undefined): NumberFormat {
  if (code === undefined)
    return isIn(DATE_FORMATS, id) ? { kind: 'date' } : isIn(TIME_FORMATS, id) ? { kind: 'time' } : NUMBER;
  const pattern = code.split(';', 1)[0]!.replace(LITERALS, '').toLowerCase();
  if (pattern.startsWith('general')) return NUMBER;
  if (/[yd]/.test(pattern)) return { kind: 'date' };
  if (/[hs]/.test(pattern)) return { kind: 'time' };
  if (/m/.test(pattern)) return { kind: 'date' };
  // A format of zeros adds leading zeros, as for postal codes. Other signs in it, as in 000-0000, change no digit.
  return { kind: 'number', digitsMin: /[#?.,%e]/.test(pattern) ? 0 : pattern.replace(/[^0]/g, '').length };
}

/** Bytes of the part with the styles. Workbooks with 64 000 styles, the most that Excel allows, have some 20 MB. */
const STYLES_BYTES_MAX = 64 * 1024 * 1024;

/** Returns the format of each style, by the number of the style. */
export async function readFormats(workbook: Workbook): Promise<NumberFormat[]> {
  if (!workbook.entries.has('xl/styles.xml')) return [];
  const codes = new Map<number, string>();
  const styles: number[] = [];
  let inCells = false;
  const open = (name: string, { numFmtId = '', formatCode = '' }: Record<string, string>) => {
    if (name === 'numFmt') codes.set(Number(numFmtId), formatCode);
    else if (name === 'cellXfs') inCells = true;
    else if (name === 'xf' && inCells) styles.push(Number(numFmtId));
  };
  const close = (name: string) => {
    if (name === 'cellXfs') inCells = false;
  };
  for await (const _ of parsePart(workbook, 'xl/styles.xml', { open, close }, STYLES_BYTES_MAX));
  return styles.map((id) => formatOf(id, codes.get(id)));
}

const DAY_MS = 86_400_000;
/** Excel counts days from here on; day 60 is 29 February 1900, which did not exist. */
const EPOCH_1900_MS = Date.UTC(1899, 11, 30);
const EPOCH_1904_MS = Date.UTC(1904, 0, 1);

/** Returns the text of a number in a cell. */
export function numberText(written: string, format: NumberFormat, isDate1904: boolean): string {
  const value = Number(written);
  if (written.trim() === '' || !Number.isFinite(value)) return written;
  if (format.kind === 'number')
    return decimalText(value).replace(/^\d+$/, (digits) => digits.padStart(format.digitsMin, '0'));
  const days = !isDate1904 && value < 60 && value >= 1 ? value + 1 : value;
  const at = new Date(Math.round(((isDate1904 ? EPOCH_1904_MS : EPOCH_1900_MS) + days * DAY_MS) / 1000) * 1000);
  if (Number.isNaN(at.getTime()) || value < 0) return decimalText(value);
  const [date = '', time = ''] = at.toISOString().slice(0, 19).split('T');
  if (format.kind === 'time' && value < 1) return time;
  return time === '00:00:00' ? date : `${date} ${time}`;
}

/** Returns all digits of a number. Excel itself keeps 15 digits, so a phone number is exact in every notation. */
const decimalText = (value: number): string => (Number.isInteger(value) ? BigInt(value).toString() : String(value));

/** Replaces the escapes of characters that XML cannot contain: `_x000D_` is a carriage return. */
export const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
