/** Forms with a file, read as they arrive: the file goes wherever its taker puts it and is never whole in memory. */
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

export type FormFile = { fileName: string; bytes: AsyncIterable<Buffer> };

/**
 * Reads a multipart form whose one file is in the field `file`.
 *
 * @param take gets the file and the fields that came before it; whatever it throws ends the reading. It may have succeeded
 *   when this throws, as the form may turn out wrong behind the file.
 * @returns all fields, whichever side of the file they stood on
 * @throws DomainError `unsupported_media_type`, `malformed_body`, `validation_failed` or `payload_too_large`
 */
export async function readForm(
  request: Request,
  take: (file: FormFile, fieldsSoFar: ReadonlyMap<string, string>) => Promise<void>,
): Promise<Map<string, string>> {
  const form = parserFor(request);
  if (!request.body) throw new DomainError('malformed_body', 'The form is empty.');
  const fields = new Map<string, string>();
  let refusal: Error | undefined;
  const refuse = (error: Error) => {
    refusal ??= error;
    form.destroy(error);
  };
  let stream: BusboyFileStream | undefined;
  let taking: Promise<void> | undefined;

  form.on('field', (name, value, _nameCut, valueCut) => {
    if (valueCut) refuse(tooLarge(`The field ${name}`, FIELD_BYTES_MAX));
    else if (fields.has(name)) refuse(invalidField(name, `Send ${name} once.`, 'duplicate'));
    else fields.set(name, value);
  });
  form.on('file', (name, file, fileName) => {
    // Before the taker hears of it, whose own error would say less.
    file.on('error', () => refuse(brokenOff()));
    if (name !== 'file') return refuse(invalidField(name, 'Send the file in the field "file".', 'unknown_field'));
    file.on('limit', () => refuse(tooLarge('The file', FILE_BYTES_MAX)));
    stream = file;
    taking = take({ fileName: fileName ?? '', bytes: file }, fields);
    taking.catch(refuse);
  });
  form.on('filesLimit', () => refuse(invalidField('file', 'Send one file at a time.', 'too_many')));
  form.on('fieldsLimit', () => refuse(invalidField('', `A form may have ${FIELDS_MAX} fields at most.`, 'too_many')));

  try {
    await pipeline(Readable.fromWeb(request.body as ReadableStream<Uint8Array>), form);
  } catch (error) {
    // The taker waits for bytes that will not come; it must be done before anybody undoes its work.
    stream?.destroy(error as Error);
    await taking?.catch(() => {});
    throw refusal ?? brokenOff();
  }
  if (!taking) throw invalidField('file', 'Send the CSV as a file in the field "file".', 'required');
  await taking;
  return fields;
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
    throw new DomainError('malformed_body', 'The Content-Type of the form lacks its boundary.');
  }
}

function brokenOff(): DomainError {
  return new DomainError('malformed_body', 'The form breaks off or is not valid multipart/form-data.');
}

function tooLarge(what: string, bytesMax: number): DomainError {
  const most = bytesMax < MB ? `${bytesMax / KB} KB` : `${bytesMax / MB} MB`;
  return new DomainError('payload_too_large', `${what} may have ${most} at most.`);
}
