import { pino, type Logger } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

/** Fields with secrets or personal data. Their values are hidden at the first three levels of a logged object. */
const REDACTED_FIELDS = ['authorization', 'cookie', 'password', 'token', 'authToken', 'apiKey', 'phone', 'email'];

/**
 * Creates a logger that writes JSON lines. Child loggers add `requestId`, `jobId` and `callId`. Mask phone numbers in
 * log messages with `maskPhone`.
 */
export function createLog(config: Pick<Config, 'logLevel'>, process: string): Log {
  return pino({
    level: config.logLevel,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: REDACTED_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[hidden]' },
  });
}
