/**
 * Reads the parts of an Excel workbook (.xlsx): a zip archive with XML files. The archive may be hostile, so everything has
 * a limit. The limits count the bytes that come out of the archive, not those that the archive declares.
 */
import sax from 'sax';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { CsvFileError } from './csv-error.ts';

/** A workbook is read from memory. A full Excel sheet of a million rows with ten columns has about this size. */
const WORKBOOK_BYTES_MAX = 64 * 1024 * 1024;
/** A workbook has some entries for each sheet. */
const ENTRIES_MAX = 10_000;
/** Uncompressed bytes of one part. A sheet is streamed, so its limit only bounds the time. */
const PART_BYTES_MAX = 1024 * 1024 * 1024;

export const damaged = (what: string) => new CsvFileError('not_text', `The Excel workbook cannot be read: ${what}.`);

/** The parts of an open workbook by their name, such as `xl/workbook.xml`. */
export type Workbook = { file: ZipFile; entries: ReadonlyMap<string, Entry> };

/**
 * @throws CsvFileError if the bytes are no Excel workbook, or too many
 */
export async function openWorkbook(source: AsyncIterable<Uint8Array>): Promise<Workbook> {
  const bytes = await collect(source);
  const entries = new Map<string, Entry>();
  let file: ZipFile;
  try {
    file = await fromBufferPromise(bytes, { lazyEntries: true });
    if (file.entryCount > ENTRIES_MAX) throw damaged(`it has more than ${ENTRIES_MAX} parts`);
    for await (const entry of file.eachEntry()) entries.set(entry.fileName, entry);
  } catch (error) {
    throw error instanceof CsvFileError ? error : damaged(reasonOf(error));
  }
  if (!entries.has('xl/workbook.xml'))
    throw new CsvFileError(
      'not_text',
      'The file is a zip archive and no Excel workbook (.xlsx): unpack it and upload the CSV or Excel file in it.',
    );
  return { file, entries };
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > WORKBOOK_BYTES_MAX)
      throw damaged(`it is larger than ${WORKBOOK_BYTES_MAX / 1024 / 1024} MB. Save the sheet as CSV, or split it`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

export type XmlHandlers = {
  /** Gets the name without its namespace prefix, because some programs write one. */
  open?: (name: string, attributes: Record<string, string>) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
};

/**
 * Parses one part. Yields after each piece of the part, so that the caller can process what the handlers have collected.
 * Entities other than those of XML itself are errors, so no entity can grow.
 *
 * @throws CsvFileError if the part is missing, damaged or longer than `bytesMax`
 */
export async function* parsePart(
  { file, entries }: Workbook,
  name: string,
  handlers: XmlHandlers,
  bytesMax = PART_BYTES_MAX,
): AsyncGenerator<void> {
  const entry = entries.get(name);
  if (!entry) throw damaged(`the part ${name} is missing`);
  const xml = sax.parser(true, { position: false });
  const text = (piece: string) => handlers.text?.(piece);
  Object.assign(xml, {
    onopentag: ({ name: tag, attributes }: sax.Tag) => handlers.open?.(localName(tag), attributes),
    onclosetag: (tag: string) => handlers.close?.(localName(tag)),
    ontext: text,
    oncdata: text,
    onerror: (error: Error) => {
      throw damaged(`${name}: ${error.message.split('\n', 1)[0]}`);
    },
  });
  const decoder = new TextDecoder();
  let read = 0;
  try {
    for await (const chunk of await file.openReadStreamPromise(entry)) {
      const bytes = chunk as Buffer;
      read += bytes.length;
      if (read > bytesMax) throw damaged(`${name} has more than ${Math.floor(bytesMax / 1024 / 1024)} MB`);
      xml.write(decoder.decode(bytes, { stream: true }));
      yield;
    }
    xml.close();
    yield;
  } catch (error) {
    throw error instanceof CsvFileError ? error : damaged(reasonOf(error));
  }
}

const localName = (tag: string) => tag.slice(tag.indexOf(':') + 1);

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : 'unknown error').slice(0, 200);
