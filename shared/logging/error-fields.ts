/**
 * The properties of an error that may be logged. This is a list of allowed properties, because a list of secret ones
 * would never be complete: an error of an HTTP library holds the whole request with its credentials, and an error of
 * Postgres holds row values.
 */
import { hideLooseNumbers, hideQuoted, type Scrub } from './scrub.ts';

export type ErrorFields = {
  type: string;
  message: string;
  stack?: string;
  code?: string | number;
  status?: number;
  operation?: string;
  /** Of an error of Postgres: the constraint and the table, but no values. */
  constraint?: string;
  table?: string;
  cause?: ErrorFields;
};

/** Maximum of errors in a chain of causes that are logged. */
const CAUSES_MAX = 3;
const MESSAGE_LENGTH_MAX = 2_000;
const STACK_LINES_MAX = 30;

/** A code or a name: letters, digits and few signs. A property with other content is not a code, and is not logged. */
const CODE = /^[\w.-]{1,64}$/;

/** Returns the fields of an error that may be logged. */
export function errorFields(error: unknown, scrub: Scrub, depth = 1): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error, message: scrub(hideLooseNumbers(String(error))) };
  const type = CODE.test(error.name) ? error.name : 'Error';
  const message = messageOf(error, scrub);
  const { code, status, operation, constraint_name, table_name } = error as unknown as Record<string, unknown>;
  const cause = error.cause instanceof Error && depth < CAUSES_MAX ? error.cause : undefined;
  return {
    type,
    message,
    stack: [`${type}: ${message}`, ...framesOf(error)].join('\n'),
    ...(isCode(code) && { code }),
    ...(typeof status === 'number' && { status }),
    ...(isCode(operation) && { operation: String(operation) }),
    ...(isCode(constraint_name) && { constraint: String(constraint_name) }),
    ...(isCode(table_name) && { table: String(table_name) }),
    ...(cause && { cause: errorFields(cause, scrub, depth + 1) }),
  };
}

/**
 * Returns an error that may be stored with a failed job. BullMQ writes the message and the stack of a job's error to
 * Redis, where operators read them.
 */
export function storableError(error: unknown, scrub: Scrub): Error {
  const { type, message, stack } = errorFields(error, scrub);
  const storable = new Error(message);
  storable.name = type;
  storable.stack = stack ?? `${type}: ${message}`;
  return storable;
}

const isCode = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && CODE.test(value));

/**
 * Returns the message without secrets and personal data. Postgres quotes the wrong value in its messages of class 22
 * (data exception), and the JSON parser quotes the text that it cannot parse.
 */
function messageOf(error: Error, scrub: Scrub): string {
  const { code } = error as { code?: unknown };
  const quotesValue =
    error instanceof SyntaxError ||
    (error.name === 'PostgresError' && typeof code === 'string' && code.startsWith('22'));
  const message = quotesValue ? hideQuoted(error.message) : error.message;
  return scrub(hideLooseNumbers(message)).slice(0, MESSAGE_LENGTH_MAX);
}

/** Returns the lines of the stack that name a place in the code. The other lines repeat the message. */
function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n');
  return lines
    .filter((line) => /^\s+at .*(?:\d+:\d+\)?|<anonymous>\)?|native\)?)$/.test(line))
    .slice(0, STACK_LINES_MAX);
}
