/**
 * Reads multipart forms with a file as a stream. The file is passed on while the file arrives, and the whole file is
 * never in memory.
 */
import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import { DomainError, invalidField } from '../../shared/errors.ts';

const KB = 1024;
const MB = 1024 * KB;

const FILE_BYTES_MAX = 256 * MB;
const FIELD_BYTES_MAX = 64 * KB;
const FIELDS_MAX = 20;

/** A form that was read. `hash` covers all fields and the bytes of the file, but not the boundary of the parts. */
export type MultipartForm = { fields: Map<string, string>; hash: Buffer };

export type FormFile = { fileName: string; bytes: AsyncIterable<Buffer> };

/**
 * Reads a multipart form whose one file is in the field `file`.
 *
 * @param processFile receives the file and the fields before the file. If `processFile` throws, the reading ends. If
 *   the part of the form after the file is invalid, `readMultipartForm` throws although `processFile` has succeeded.
 * @returns all fields, before and after the file, and the hash of the form
 * @throws DomainError `unsupported_media_type`, `malformed_body`, `validation_failed` or `payload_too_large`
 */
export async function readMultipartForm(
  request: Request,
  processFile: (file: FormFile, fieldsSoFar: ReadonlyMap<string, string>) => Promise<void>,
): Promise<MultipartForm> {
  const form = parserFor(request);
  if (!request.body) throw new DomainError('malformed_body', 'The form is empty.');
  const fields = new Map<string, string>();
  const fileHash = createHash('sha256');
  let firstError: Error | undefined;
  const fail = (error: Error) => {
    firstError ??= error;
    form.destroy(error);
  };
  let stream: BusboyFileStream | undefined;
  let processing: Promise<void> | undefined;

  form.on('field', (name, value, _nameCut, valueCut) => {
    if (valueCut) fail(tooLarge(`The field ${name}`, FIELD_BYTES_MAX));
    else if (fields.has(name)) fail(invalidField(name, `Send ${name} once.`, 'duplicate'));
    else fields.set(name, value);
  });
  form.on('file', (name, file, fileName) => {
    // Register this listener before `processFile` reads the file. Otherwise the client would get the stream's own
    // error, which says less.
    file.on('error', () => fail(incompleteForm()));
    if (name !== 'file') return fail(invalidField(name, 'Send the file in the field "file".', 'unknown_field'));
    file.on('limit', () => fail(tooLarge('The file', FILE_BYTES_MAX)));
    stream = file;
    processing = processFile({ fileName: fileName ?? '', bytes: hashed(file, fileHash) }, fields);
    processing.catch(fail);
  });
  form.on('filesLimit', () => fail(invalidField('file', 'Send one file at a time.', 'too_many')));
  form.on('fieldsLimit', () => fail(invalidField('', `The form must have at most ${FIELDS_MAX} fields.`, 'too_many')));

  try {
    await pipeline(Readable.fromWeb(request.body as ReadableStream<Uint8Array>), form);
  } catch (error) {
    // End `processFile`, which waits for more bytes. Then wait until `processFile` has ended, because the caller will
    // undo the work of `processFile`.
    stream?.destroy(error as Error);
    await processing?.catch(() => {});
    throw firstError ?? incompleteForm();
  }
  if (!processing) throw invalidField('file', 'Send the CSV as a file in the field "file".', 'required');
  await processing;
  return { fields, hash: formHash(fields, fileHash) };
}

/** Passes the bytes of a file on and adds them to the hash. */
async function* hashed(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const part of bytes) {
    hash.update(part);
    yield part;
  }
}

/** Returns the hash of a form. The order of the fields does not matter. */
function formHash(fields: ReadonlyMap<string, string>, fileHash: Hash): Buffer {
  const sorted = [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([sorted, fileHash.digest('hex')]))
    .digest();
}

/** Reads a multipart form only for its hash. */
export async function hashOfForm(request: Request): Promise<Buffer> {
  const { hash } = await readMultipartForm(request, async ({ bytes }) => {
    for await (const part of bytes) void part;
  });
  return hash;
}

function parserFor(request: Request) {
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\s*(?:;|$)/i.test(type))
    throw new DomainError(
      'unsupported_media_type',
      `Send the file as multipart/form-data, not as ${type || 'a body without Content-Type'}.`,
    );
  try {
    const limits = { files: 1, fileSize: FILE_BYTES_MAX, fields: FIELDS_MAX, fieldSize: FIELD_BYTES_MAX };
    return new Busboy({ headers: { 'content-type': type }, limits });
  } catch {
    throw new DomainError('malformed_body', 'The Content-Type of the form has no boundary.');
  }
}

function incompleteForm(): DomainError {
  return new DomainError('malformed_body', 'The form is incomplete or is not valid multipart/form-data.');
}

function tooLarge(what: string, bytesMax: number): DomainError {
  const limit = bytesMax < MB ? `${bytesMax / KB} KB` : `${bytesMax / MB} MB`;
  return new DomainError('payload_too_large', `${what} must have at most ${limit}.`);
}
