/** Files as people send them: text in an encoding, cut into chunks anywhere. */
import * as fc from 'fast-check';
import { readLeadRows, type LeadFileOptions, type LeadRow } from '../../shared/rules/csv.ts';
import type { PhoneParser } from '../../shared/rules/lead-row.ts';

const ENCODERS = {
  'utf-8': (text: string) => Buffer.from(text),
  'utf-8 with a mark': (text: string) => Buffer.from(`\uFEFF${text}`),
  'utf-16le': (text: string) => Buffer.from(text, 'utf16le'),
  'utf-16le with a mark': (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'utf-16be': (text: string) => Buffer.from(text, 'utf16le').swap16(),
  'utf-16be with a mark': (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
};

export const FORMS = Object.keys(ENCODERS) as (keyof typeof ENCODERS)[];

export const encode = (text: string, form: (typeof FORMS)[number]): Buffer => ENCODERS[form](text);

/** `sizes` are taken in turn, again and again. */
export async function* chunks(bytes: Uint8Array, sizes: readonly number[] = [bytes.length || 1]) {
  for (let start = 0, turn = 0; start < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

export const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

/** Text as a decoder can give it: any characters, but no halves of one. */
export const anyText = fc.string({ unit: 'binary', maxLength: 20 });

/** Takes + and 11 digits, or 10 digits of a country. */
export const parsePhone: PhoneParser = (raw, country) => {
  const digits = raw.replaceAll(/\D/g, '');
  if (raw.startsWith('+') && digits.length === 11) return { e164: `+${digits}`, country: 'US' };
  if (country && digits.length === 10) return { e164: `+1${digits}`, country };
  return { problem: 'invalid', message: 'Invalid phone number format' };
};

export async function readAll(
  file: string | Uint8Array,
  options: Partial<LeadFileOptions> & { sizes?: readonly number[] } = {},
): Promise<LeadRow[]> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  const rows: LeadRow[] = [];
  for await (const batch of readLeadRows(chunks(bytes, options.sizes), { parsePhone, ...options }))
    rows.push(...batch.rows);
  return rows;
}

/** As `row phone`, or `row field: error`. */
export const summary = (rows: readonly LeadRow[]): string[] =>
  rows.map((row) =>
    'lead' in row ? `${row.row} ${row.lead.phoneNormalized}` : `${row.row} ${row.error.field}: ${row.error.error}`,
  );
