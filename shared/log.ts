import { pino, type Logger } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

/** Whatever carries a secret or a person's data never reaches the log, wherever it stands in the logged object. */
const secretFields = ['authorization', 'cookie', 'password', 'token', 'authToken', 'apiKey', 'phone', 'email'];

/** Structured JSON lines; child loggers add `requestId`, `jobId`, `callId`. Phone numbers go through `maskPhone`. */
export function createLog(config: Pick<Config, 'logLevel'>, process: string): Log {
  return pino({
    level: config.logLevel,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[hidden]' },
  });
}
