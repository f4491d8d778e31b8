/**
 * Decodes the bytes of an uploaded file to text. Users do not know the encoding of their files, so the encoding is
 * detected from the bytes in three steps:
 *
 * - First, if the file begins with a byte order mark, the mark names the encoding.
 * - Second, if every second byte is zero, the encoding is UTF-16 without a mark, because Latin letters and digits have
 *   a zero byte in UTF-16.
 * - Third, the text from the first character outside ASCII decides, wherever the character is. If it is well-formed
 *   UTF-8, the encoding is UTF-8. If not, `code-pages.ts` finds the code page. ASCII text before the character is the same
 *   in all these encodings.
 *
 * The user can name the encoding. The result depends only on the bytes and not on how the bytes are split into chunks.
 * So a resumed import reads the same rows.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { findCodePage } from './code-pages.ts';
import { CsvFileError } from './csv-error.ts';

/** How a text is decoded. */
export type TextEncoding = {
  /** A label of the WHATWG Encoding standard. */
  encoding: string;
  /** From 0 (a guess) to 1 (certain). Null if the user has named the encoding. */
  confidence: number | null;
};

/** The decoded text in pieces. `found` may still change while the text is read. Invalid bytes become U+FFFD. */
export type DecodedText = AsyncIterable<string> & { readonly found: TextEncoding };

/**
 * Number of bytes at the start of the file that are inspected. The number is large enough to find signatures, and to
 * tell the zero bytes of UTF-16 from single NUL bytes.
 */
const SNIFFED_BYTES = 4096;
/** The most bytes of one piece of text, however large the chunks of the source are. */
const PIECE_BYTES_MAX = 64 * 1024;
/**
 * Shares of zero bytes that prove UTF-16 text. In UTF-16 a character has two bytes. In at least 40 % of the characters
 * one of the two bytes must be zero, always the same one. The other byte may be zero in at most 4 % of the characters.
 */
const UTF16_ZEROS_MIN = 0.4;
const UTF16_STRAY_ZEROS_MAX = 0.04;

/** The first bytes (as Latin-1) of files of other types that users upload instead of CSV. */
const SIGNATURES: readonly [start: string, what: string][] = [
  ['\u00d0\u00cf\u0011\u00e0', 'an Excel workbook (.xls)'],
  ['%PDF', 'a PDF document'],
  ['\u001f\u008b', 'a gzip archive'],
  ['7z\u00bc\u00af', 'a 7-Zip archive'],
  ['Rar!', 'a RAR archive'],
  ['\u0089PNG', 'a picture'],
  ['\u00ff\u00d8\u00ff', 'a picture'],
  ['{\\rtf', 'an RTF document'],
];

const MARKS: readonly [mark: string, encoding: string][] = [
  ['\u00ef\u00bb\u00bf', 'utf-8'],
  ['\u00ff\u00fe', 'utf-16le'],
  ['\u00fe\u00ff', 'utf-16be'],
];

/** Number of bytes from the first byte outside ASCII on that decide between UTF-8 and the code pages. */
const DECIDING_BYTES = 64 * 1024;

/** Number of ASCII bytes before, which contain the beginning of the first word. */
const WORD_BYTES_MAX = 32;

const NOTHING = Buffer.alloc(0);

/** Returns the label of an encoding that can be read; undefined if the name is unknown. */
export function encodingLabel(name: string): string | undefined {
  try {
    return new TextDecoder(name.trim()).encoding;
  } catch {
    return undefined;
  }
}

/**
 * Decodes a file to text.
 *
 * @param named the encoding that the user has named
 * @throws CsvFileError if the file is not text
 */
export function decodeText(source: AsyncIterable<Uint8Array>, named?: string): DecodedText {
  const decoder = createDecoder(named);
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
    get found() {
      return decoder.found();
    },
    [Symbol.asyncIterator]: pieces,
  };
}

/** Creates a decoder that detects the encoding and decodes the bytes, piece by piece. */
function createDecoder(named?: string) {
  let found: TextEncoding = { encoding: named ?? 'utf-8', confidence: named === undefined ? 1 : null };
  let decoder: TextDecoder | undefined;
  let sniffed = false;
  /** The last ASCII bytes before the bytes that are not decoded yet. They may be the beginning of a word. */
  let context: Buffer = NOTHING;
  /** Bytes that are not decoded yet. */
  let pending: Buffer = NOTHING;

  /** Sets the final encoding, and decodes the pending bytes. */
  function decodeAs(detected: TextEncoding, ended: boolean): string {
    found = detected;
    decoder = new TextDecoder(detected.encoding, { ignoreBOM: true });
    const text = decoder.decode(pending, { stream: !ended });
    pending = NOTHING;
    return text;
  }

  function remember(ascii: Buffer): void {
    if (ascii.length > 0) context = Buffer.concat([context, ascii.subarray(-WORD_BYTES_MAX)]).subarray(-WORD_BYTES_MAX);
  }

  function push(bytes: Uint8Array, ended: boolean): string {
    if (decoder) return decoder.decode(bytes, { stream: !ended });
    pending = Buffer.concat([pending, bytes]);
    if (!sniffed) {
      if (pending.length < SNIFFED_BYTES && !ended) return '';
      sniffed = true;
      rejectBinary(pending);
      const marked = MARKS.find(([mark]) => startsWith(pending, mark));
      if (marked) {
        pending = pending.subarray(marked[0].length);
        return decodeAs({ encoding: marked[1], confidence: 1 }, ended);
      }
      if (named !== undefined) return decodeAs(found, ended);
      const utf16 = utf16ByZeros(pending.subarray(0, SNIFFED_BYTES));
      if (utf16) return decodeAs({ encoding: utf16, confidence: 1 }, ended);
    }
    if (isAscii(pending)) {
      const text = pending.toString('latin1');
      remember(pending);
      pending = NOTHING;
      return text;
    }
    const first = pending.findIndex((byte) => byte > 0x7f);
    const text = pending.toString('latin1', 0, first);
    remember(pending.subarray(0, first));
    pending = pending.subarray(first);
    if (pending.length < DECIDING_BYTES && !ended) return text;
    return text + decodeAs(decideEncoding(context, pending.subarray(0, DECIDING_BYTES)), ended);
  }

  return { push, found: () => found };
}

function startsWith(bytes: Buffer, latin1: string): boolean {
  return bytes.toString('latin1', 0, latin1.length) === latin1;
}

function rejectBinary(head: Buffer): void {
  const known = SIGNATURES.find(([start]) => startsWith(head, start));
  if (known)
    throw new CsvFileError('not_text', `This is ${known[1]}, not a CSV file. Open it and save or export it as CSV.`);
}

function utf16ByZeros(head: Buffer): string | undefined {
  const units = head.length >> 1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < units * 2; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  const matches = (zeros: number, strays: number) =>
    zeros > 0 && zeros >= units * UTF16_ZEROS_MIN && strays <= units * UTF16_STRAY_ZEROS_MAX;
  if (matches(odd, even)) return 'utf-16le';
  return matches(even, odd) ? 'utf-16be' : undefined;
}

/** Decides between UTF-8 and the code pages. The first of the bytes is outside ASCII; `context` is the text before. */
function decideEncoding(context: Buffer, bytes: Buffer): TextEncoding {
  // A text of a code page is well-formed UTF-8 only by accident. So a UTF-8 file may have some damaged characters.
  const { valid, invalid } = countUtf8(bytes);
  const isFirstValid = isUtf8(bytes.subarray(0, utf8Length(bytes[0]!)));
  if (isFirstValid ? valid >= invalid : valid > invalid * 10)
    return { encoding: 'utf-8', confidence: Math.round((valid / (valid + invalid)) * 100) / 100 };
  return findCodePage(Buffer.concat([context, bytes]));
}

/** Counts the well-formed characters outside ASCII and the bytes that belong to none. */
function countUtf8(bytes: Buffer): { valid: number; invalid: number } {
  // A character that the end of the window cuts is not counted.
  const text = new TextDecoder().decode(bytes, { stream: true });
  const outside = text.match(/[^\p{ASCII}]/gu) ?? [];
  const invalid = outside.filter((character) => character === '\uFFFD').length;
  return { valid: outside.length - invalid, invalid };
}

/**
 * Returns the length in bytes of the UTF-8 sequence that starts with the byte `lead`, if `lead` can start a sequence.
 */
function utf8Length(lead: number): number {
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
