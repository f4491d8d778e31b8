import { createHmac } from 'node:crypto';
import { type DestinationStream, pino, type Logger } from 'pino';
import { errorFields, storableError } from './error-fields.ts';
import { FullStoreLimit } from './full-store-limit.ts';
import { createScrub, type Scrub } from './scrub.ts';
import { type SecurityEvent, SecurityLogLimit } from './security-events.ts';

/**
 * The fields that a log line may have. A field with another name is a type error, and is dropped at run time. Add a
 * field only if its value can never be a secret or personal data. Mask phone numbers with `maskPhone`.
 */
const LOG_FIELDS = {
  requestId: true,
  jobId: true,
  kind: true,
  queue: true,
  queues: true,
  port: true,
  method: true,
  path: true,
  event: true,
  step: true,
  rows: true,
  tenantId: true,
  userId: true,
  callId: true,
  legId: true,
  uuid: true,
  callSid: true,
  recordingSid: true,
  sid: true,
  source: true,
  outcome: true,
  to: true,
  campaignId: true,
  targetId: true,
  poolId: true,
  numberId: true,
  purchaseId: true,
  deliveryId: true,
  importId: true,
  syncId: true,
  integrationId: true,
  problem: true,
  result: true,
  reason: true,
  code: true,
  scope: true,
  attempts: true,
  isLastAttempt: true,
  reserved: true,
  jobs: true,
  inserted: true,
  invalid: true,
  duplicates: true,
  dnc: true,
  permission: true,
  limit: true,
  address: true,
  loginHash: true,
  securityEvent: true,
  suppressed: true,
  table: true,
  keyId: true,
  resealed: true,
  left: true,
} as const;

type LogValue = string | number | boolean | null | undefined | readonly string[];
export type LogFields = { [name in keyof typeof LOG_FIELDS]?: LogValue };
/** Details of a security event. `login` is what the user typed; the log contains only a keyed hash of the login. */
export type SecurityDetails = { login?: string } & Pick<
  LogFields,
  'limit' | 'method' | 'path' | 'permission' | 'reason' | 'targetId' | 'tenantId' | 'userId'
>;

type Entry = [message: string] | [fields: LogFields & { err?: unknown }, message: string];
type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Characters of the hash of a login. 64 bits distinguish the logins of one deployment. */
const LOGIN_HASH_LENGTH = 16;

/** What all loggers of one process share. */
type Shared = {
  scrub: Scrub;
  securityLimit: SecurityLogLimit;
  fullStoreLimit: FullStoreLimit;
  hashLogin: (login: string) => string;
};

/**
 * Writes log lines in JSON. A line has only the fields of {@link LOG_FIELDS}, and of an error only the fields of
 * `errorFields`. Every line is scrubbed of secrets, phone numbers and e-mail addresses.
 */
export class Log {
  readonly #pino: Logger;
  readonly #shared: Shared;

  constructor(logger: Logger, shared: Shared) {
    this.#pino = logger;
    this.#shared = shared;
  }

  debug(...entry: Entry): void {
    this.#write('debug', entry);
  }

  info(...entry: Entry): void {
    this.#write('info', entry);
  }

  warn(...entry: Entry): void {
    this.#write('warn', entry);
  }

  error(...entry: Entry): void {
    this.#write('error', entry);
  }

  fatal(...entry: Entry): void {
    this.#write('fatal', entry);
  }

  /** Returns a logger that adds the fields to each line. */
  child(fields: LogFields): Log {
    return new Log(this.#pino.child(allowedFields(fields)), this.#shared);
  }

  /** Writes a line of the security log. Call `logSecurityEvent`, which adds the address of the client. */
  security(event: SecurityEvent, { login, ...details }: SecurityDetails & { address?: string | undefined }): void {
    const { admitted, suppressed } = this.#shared.securityLimit.admit(event, details.address ?? '');
    if (!admitted) return;
    const loginHash = login === undefined ? undefined : this.#shared.hashLogin(login);
    const more = suppressed > 0 ? { suppressed } : {};
    this.warn({ ...details, ...more, securityEvent: event, loginHash }, 'request refused for security reasons');
  }

  /** Returns an error that may be stored with a failed job, because it has no secrets and no personal data. */
  storableError(error: unknown): Error {
    return storableError(error, this.#shared.scrub);
  }

  #write(level: Level, entry: Entry): void {
    if (!this.#pino.isLevelEnabled(level)) return;
    if (entry.length === 1) return this.#pino[level](entry[0]);
    const [{ err, ...fields }, message] = entry;
    const { admitted, suppressed } = this.#shared.fullStoreLimit.admit(err);
    if (!admitted) return undefined;
    const error = err === undefined ? {} : { err: errorFields(err, this.#shared.scrub) };
    const more = suppressed > 0 ? { suppressed } : {};
    return this.#pino[level]({ ...allowedFields(fields), ...more, ...error }, message);
  }
}

/** Returns the fields that may be logged. A field is also dropped if its value is an object. */
function allowedFields(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) => Object.hasOwn(LOG_FIELDS, name) && (typeof value !== 'object' || isTextList(value)),
    ),
  );
}

const isTextList = (value: unknown) => Array.isArray(value) && value.every((each) => typeof each === 'string');

type LogConfig = { logLevel: string; jwtSecret?: string | undefined };

/**
 * Creates a logger that writes JSON lines. Child loggers add `requestId`, `jobId` and `callId`.
 *
 * @param destination where the lines go instead of the standard output
 */
export function createLog(config: LogConfig, process: string, destination?: DestinationStream): Log {
  const scrub = createScrub(config);
  const options = {
    level: config.logLevel,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    // The error is already reduced to its fields. pino's own serializer would change the fields.
    serializers: { err: (fields: unknown) => fields },
    // Scrub the whole line, because a message or a field may contain a text of another system.
    hooks: { streamWrite: scrub },
  };
  const logger = destination ? pino(options, destination) : pino(options);
  // The hash has a key, because anyone could find the login of a hash without a key by trying addresses.
  const hashLogin = (login: string) =>
    createHmac('sha256', `login hash ${config.jwtSecret ?? ''}`)
      .update(login.trim().toLowerCase())
      .digest('hex')
      .slice(0, LOGIN_HASH_LENGTH);
  return new Log(logger, {
    scrub,
    securityLimit: new SecurityLogLimit(),
    fullStoreLimit: new FullStoreLimit(),
    hashLogin,
  });
}
