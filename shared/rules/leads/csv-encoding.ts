/**
 * Bytes of an uploaded file → text. People do not know the encoding of their files, so it is read off the bytes:
 *
 * 1. a byte order mark, where there is one;
 * 2. UTF-16 without a mark, by the zero byte in every other place that Latin letters and digits have in it;
 * 3. else the first character outside ASCII, wherever in the file it stands: well-formed UTF-8 settles on UTF-8, anything
 *    else on windows-1252, which is what Excel writes under "CSV". Text before it is the same in both.
 *
 * The outcome depends on the bytes alone, never on how they were cut into chunks: a resumed import reads the same rows.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { CsvFileError } from './csv-error.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** The text in pieces; `encoding` is settled only as far as the text was read. Bytes that are no character become U+FFFD. */
export type DecodedText = AsyncIterable<string> & { readonly encoding: Encoding };

/** Enough for signatures, and for the zero bytes of UTF-16 to stand out from stray NULs. */
const SNIFFED_BYTES = 4096;
/** Bounds what one piece costs downstream, whatever chunks the source has. */
const PIECE_BYTES_MAX = 64 * 1024;
/** The share of two-byte units that must have a zero on one side, and at most on the other, to be taken for UTF-16. */
const UTF16_ZEROS_MIN = 0.4;
const UTF16_STRAY_ZEROS_MAX = 0.04;

/** How files that people send instead of CSV begin, as Latin-1. */
const SIGNATURES: readonly [start: string, what: string][] = [
  ['PK\u0003\u0004', 'an Excel workbook (.xlsx) or a zip archive'],
  ['\u00d0\u00cf\u0011\u00e0', 'an Excel workbook (.xls)'],
  ['%PDF', 'a PDF document'],
  ['\u001f\u008b', 'a gzip archive'],
  ['7z\u00bc\u00af', 'a 7-Zip archive'],
  ['Rar!', 'a RAR archive'],
  ['\u0089PNG', 'a picture'],
  ['\u00ff\u00d8\u00ff', 'a picture'],
  ['{\\rtf', 'an RTF document'],
];

const MARKS: readonly [mark: string, encoding: Encoding][] = [
  ['\u00ef\u00bb\u00bf', 'utf-8'],
  ['\u00ff\u00fe', 'utf-16le'],
  ['\u00fe\u00ff', 'utf-16be'],
];

const NOTHING = Buffer.alloc(0);

export function decodeText(source: AsyncIterable<Uint8Array>): DecodedText {
  const decoder = sniffingDecoder();
  async function* pieces() {
    for await (const chunk of source) {
      for (let start = 0; start < chunk.length; start += PIECE_BYTES_MAX) {
        const text = decoder.push(chunk.subarray(start, start + PIECE_BYTES_MAX), false);
        if (text !== '') yield text;
      }
    }
    const text = decoder.push(NOTHING, true);
    if (text !== '') yield text;
  }
  return {
    get encoding() {
      return decoder.encoding();
    },
    [Symbol.asyncIterator]: pieces,
  };
}

function sniffingDecoder() {
  let encoding: Encoding = 'utf-8';
  let decoder: TextDecoder | undefined;
  let sniffed = false;
  let held: Buffer = NOTHING;

  /** Takes everything held as `settled` from here on. */
  function settle(settled: Encoding, ended: boolean): string {
    encoding = settled;
    decoder = new TextDecoder(settled, { ignoreBOM: true });
    const text = decoder.decode(held, { stream: !ended });
    held = NOTHING;
    return text;
  }

  function push(bytes: Uint8Array, ended: boolean): string {
    if (decoder) return decoder.decode(bytes, { stream: !ended });
    held = Buffer.concat([held, bytes]);
    if (!sniffed) {
      if (held.length < SNIFFED_BYTES && !ended) return '';
      sniffed = true;
      refuseKnownBinary(held);
      const marked = MARKS.find(([mark]) => startsWith(held, mark));
      if (marked) {
        held = held.subarray(marked[0].length);
        return settle(marked[1], ended);
      }
      const utf16 = utf16ByZeros(held.subarray(0, SNIFFED_BYTES));
      if (utf16) return settle(utf16, ended);
    }
    if (isAscii(held)) {
      const text = held.toString('latin1');
      held = NOTHING;
      return text;
    }
    const first = held.findIndex((byte) => byte > 0x7f);
    const text = held.toString('latin1', 0, first);
    held = held.subarray(first);
    const length = utf8Length(held[0]!);
    if (held.length < length && !ended) return text;
    return text + settle(isUtf8(held.subarray(0, length)) ? 'utf-8' : 'windows-1252', ended);
  }

  return { push, encoding: () => encoding };
}

function startsWith(bytes: Buffer, latin1: string): boolean {
  return bytes.toString('latin1', 0, latin1.length) === latin1;
}

function refuseKnownBinary(head: Buffer): void {
  const known = SIGNATURES.find(([start]) => startsWith(head, start));
  if (known)
    throw new CsvFileError('not_text', `This is ${known[1]}, not a CSV file. Open it and save or export it as CSV.`);
}

function utf16ByZeros(head: Buffer): Encoding | undefined {
  const units = head.length >> 1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < units * 2; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  const stands = (zeros: number, strays: number) =>
    zeros > 0 && zeros >= units * UTF16_ZEROS_MIN && strays <= units * UTF16_STRAY_ZEROS_MAX;
  if (stands(odd, even)) return 'utf-16le';
  return stands(even, odd) ? 'utf-16be' : undefined;
}

/** Bytes of the UTF-8 sequence that a byte outside ASCII begins, if it begins one. */
function utf8Length(lead: number): number {
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
