/**
 * Reads the settings from `process.env` once, and checks the settings with zod. No other file of the product reads
 * `process.env`, so this file and `.env.example` list every setting. Other code receives the settings as a value.
 */
import { z } from 'zod';
import { LIMIT_DEFAULTS, type Limits } from './rules/accounts/limits.ts';
import { findUnsafeSettings } from './rules/operations/safe-settings.ts';
import { parseKeys } from './secrets.ts';

/** A setting that is present but empty, such as `REDIS_URL=` in an .env file, counts as not set. */
const unset = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(unset, schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, fallback: z.output<T>) =>
  z.preprocess((value) => unset(value) ?? fallback, schema);

const port = z.coerce.number().int().min(0).max(65_535);
const perMinute = z.coerce.number().int().min(1);
const host = z.union([z.ipv4(), z.ipv6(), z.literal('localhost')], {
  error: 'must be an IP address of this machine: 127.0.0.1 for this machine only, 0.0.0.0 for all networks',
});
const optionalCount = z.preprocess(unset, z.coerce.number().int().min(1).optional());
/** A retention time. Postgres cannot subtract more than some thousand years from a time. */
const days = (min: number) => z.coerce.number().int().min(min).max(36_500);
const secret = z.string().min(32, 'must be at least 32 characters; make one with: openssl rand -hex 32');

const urlOf = (protocols: string[], example: string) =>
  z.string().refine((url) => URL.canParse(url) && protocols.includes(new URL(url).protocol.slice(0, -1)), {
    error: `must be a URL such as ${example}; letters such as @ and / in the password must be percent-encoded`,
  });

/** A setting with one key or several keys (`parseKeys`). Each key must match `pattern`. */
const keyList = (pattern: RegExp, rule: string) =>
  z.string().refine((setting) => {
    const keys = [...parseKeys(setting)];
    return keys.length === setting.split(/,(?=k\d{1,4}:)/).length && keys.every(([, key]) => pattern.test(key));
  }, `must be ${rule}, or several with different ids, such as k2:<new key>,k1:<old key>; make one with: openssl rand -hex 32`);
/** The default of a limit of all tenants: a number, or `none` for no limit. */
const limit = z.preprocess(
  (value) => (value === 'none' ? null : unset(value)),
  z.union([z.null(), z.coerce.number().min(0)]).optional(),
);
const countries = z.preprocess(
  (value) => (value === 'none' ? null : typeof value === 'string' && value !== '' ? splitList(value) : undefined),
  z.array(z.string().regex(/^[A-Z]{2}$/, 'must be ISO codes of countries, separated by commas: US,CA')).nullish(),
);

const origins = z.string().refine((list) => splitList(list).every(isOrigin), {
  message: 'must be origins, separated by commas, such as https://app.example.com,https://www.example.com',
});

/** All settings. Tests compare `.env.example` and `docker-compose.yml` with this list. */
export const SETTINGS = z.object({
  LOG_LEVEL: withDefault(z.enum(['silent', 'error', 'warn', 'info', 'debug']), 'info'),
  HOST: withDefault(host, '127.0.0.1'),
  PORT: withDefault(port, 3000),
  SHUTDOWN_UNREADY_SECONDS: withDefault(z.coerce.number().min(0).max(300), 5),
  INTERNAL_PORT: z.preprocess(unset, port.optional()),
  INTERNAL_HOST: withDefault(host, '127.0.0.1'),
  OPERATOR_HOSTS: withDefault(z.string(), ''),
  DATA_DIR: withDefault(z.string(), '.data'),
  DATABASE_URL: optional(urlOf(['postgres', 'postgresql'], 'postgres://user:password@host:5432/database')),
  DATABASE_ADMIN_URL: optional(urlOf(['postgres', 'postgresql'], 'postgres://user:password@host:5432/postgres')),
  REDIS_URL: optional(urlOf(['redis', 'rediss'], 'redis://:password@host:6379')),
  PUBLIC_BASE_URL: optional(z.url()),
  ALLOWED_ORIGINS: withDefault(origins, ''),
  TRUSTED_PROXIES: optional(z.coerce.number().int().min(0).max(10)),
  JWT_SECRET: optional(keyList(/^.{32,}$/, 'at least 32 characters')),
  SECRETS_KEY: optional(keyList(/^[0-9a-f]{64}$/i, '32 bytes in hex')),
  OPERATOR_TOKEN: optional(secret.regex(/^[!-~]*$/, 'must be letters, digits and punctuation, without spaces')),
  CLOCK_SPEED: withDefault(z.coerce.number().min(0.1).max(1000), 1),
  CLOCK_ANCHOR: optional(z.string().regex(/^\d+:\d+$/, 'must be "<real ms>:<product ms>"')),
  RATE_LIMIT_PER_MINUTE: withDefault(perMinute, 100),
  RATE_LIMIT_DNI_PER_MINUTE: withDefault(perMinute, 1000),
  RATE_LIMIT_RTB_PER_MINUTE: withDefault(perMinute, 500),
  LEASES_PER_ADDRESS_MAX: withDefault(z.coerce.number().int().min(1).max(100_000), 100),
  SIGN_UP: z.preprocess(unset, z.enum(['open', 'invite', 'closed']).optional()),
  CARRIER: z.preprocess(unset, z.enum(['simulator', 'twilio']).optional()),
  RATE_LIMIT_PAGES_PER_MINUTE: withDefault(perMinute, 300),
  REGISTRATIONS_PER_HOUR: optionalCount,
  REGISTRATIONS_TOTAL_PER_HOUR: optionalCount,
  TWILIO_ACCOUNT_SID: optional(z.string().regex(/^AC[0-9a-zA-Z]{32}$/, 'must be AC followed by 32 characters')),
  TWILIO_AUTH_TOKEN: optional(z.string().min(1)),
  TWILIO_API_KEY_SID: optional(z.string().regex(/^SK[0-9a-zA-Z]{32}$/, 'must be SK followed by 32 characters')),
  TWILIO_API_KEY_SECRET: optional(z.string().min(1)),
  TWILIO_CALLS_PER_SECOND: withDefault(z.coerce.number().min(0.1).max(1000), 1),
  LIMIT_DESTINATION_COUNTRIES: countries,
  LIMIT_SPEND_PER_DAY: limit,
  LIMIT_NUMBERS: limit,
  LIMIT_LIVE_CALLS: limit,
  LIMIT_ACTIVE_CAMPAIGNS: limit,
  LIMIT_IMPORT_BYTES_PER_DAY: limit,
  LIMIT_IMPORT_ROWS_PER_DAY: limit,
  TWILIO_TIMEOUT_MS: withDefault(z.coerce.number().int().min(100).max(60_000), 10_000),
  SIMULATOR_HOST: withDefault(z.string(), '127.0.0.1'),
  SIMULATOR_PORT: withDefault(port, 3010),
  SIMULATOR_URL: optional(z.url()),
  SIMULATOR_AUTH_TOKEN: optional(secret),
  SIMULATOR_SEED: withDefault(z.coerce.number().int(), 1),
  RETENTION_VISIT_ADDRESS_DAYS: withDefault(days(1), 30),
  RETENTION_BID_REPLY_DAYS: withDefault(days(1), 90),
  RETENTION_IMPORT_ERROR_DAYS: withDefault(days(1), 90),
  RETENTION_CALL_EVENT_DAYS: withDefault(days(30), 400),
  RETENTION_AUDIT_DAYS: withDefault(days(90), 730),
  EGRESS_ALLOW_CIDRS: withDefault(z.string(), ''),
  TENANT_VOICE_URLS: optional(z.enum(['allowed', 'refused'])),
  HUBSPOT_BASE_URL: optional(z.url()),
  SALESFORCE_BASE_URL: optional(z.url()),
  PIPEDRIVE_BASE_URL: optional(z.url()),
  ZAPIER_BASE_URL: optional(z.url()),
});

/**
 * Returns the limits for registrations that found a tenant. With a real carrier, a new tenant can cost money, so few
 * registrations are allowed. With the simulator, a developer and the demo create many tenants from one address.
 */
function registrationLimits(carrier: string, e: z.output<typeof SETTINGS>) {
  const isReal = carrier === 'twilio';
  return {
    address: e.REGISTRATIONS_PER_HOUR ?? (isReal ? 5 : 100),
    total: e.REGISTRATIONS_TOTAL_PER_HOUR ?? (isReal ? 50 : 1_000),
  };
}

function splitList(list: string): string[] {
  return list.split(',').flatMap((item) => item.trim() || []);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** The account id of the simulated carrier. A constant is enough, because only SIMULATOR_AUTH_TOKEN is secret. */
const SIMULATED_ACCOUNT_SID = 'AC00000000000000000000000000000000';
const SIMULATED_API_KEY_SID = 'SK00000000000000000000000000000000';

/** Returns the default limits of all tenants: those of the carrier, unless a setting changes them. */
function defaultLimits(carrier: 'simulator' | 'twilio', e: z.output<typeof SETTINGS>): Limits {
  const settings: { [Name in keyof Limits]: Limits[Name] | undefined } = {
    destination_countries: e.LIMIT_DESTINATION_COUNTRIES,
    spend_per_day: e.LIMIT_SPEND_PER_DAY,
    numbers: e.LIMIT_NUMBERS,
    live_calls: e.LIMIT_LIVE_CALLS,
    active_campaigns: e.LIMIT_ACTIVE_CAMPAIGNS,
    import_bytes_per_day: e.LIMIT_IMPORT_BYTES_PER_DAY,
    import_rows_per_day: e.LIMIT_IMPORT_ROWS_PER_DAY,
  };
  const changed = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return { ...LIMIT_DEFAULTS[carrier], ...changed };
}

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads and checks the environment variables.
 *
 * `databaseUrl`, `redisUrl` and the secrets may be absent here, because `scripts/services.ts` supplies them when
 * everything runs on one machine. A server process requires these settings with {@link requireServices}.
 *
 * @throws Error that names every invalid setting and the setting's rule.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const parsed = SETTINGS.safeParse(env);
  if (!parsed.success) throw new Error(`Wrong settings:\n${z.prettifyError(parsed.error)}`);
  const e = parsed.data;
  const publicBaseUrl = (e.PUBLIC_BASE_URL ?? `http://127.0.0.1:${e.PORT}`).replace(/\/$/, '');
  const carrier = e.CARRIER ?? (e.TWILIO_ACCOUNT_SID ? 'twilio' : 'simulator');
  assertConsistent(e, carrier);
  return {
    logLevel: e.LOG_LEVEL,
    host: e.HOST,
    port: e.PORT,
    /** How long the API still takes requests after a stop signal, while `/readyz` says no. Seconds of real time. */
    shutdownUnreadySeconds: e.SHUTDOWN_UNREADY_SECONDS,
    /** The listener for the operator's pages; undefined if the public listener serves them. */
    internal: e.INTERNAL_PORT === undefined ? undefined : { port: e.INTERNAL_PORT, host: e.INTERNAL_HOST },
    /** Further host names under which the operator reaches the operator's pages. */
    operatorHosts: splitList(e.OPERATOR_HOSTS.toLowerCase()),
    dataDir: e.DATA_DIR,
    databaseUrl: e.DATABASE_URL,
    databaseAdminUrl: e.DATABASE_ADMIN_URL,
    redisUrl: e.REDIS_URL,
    publicBaseUrl,
    allowedOrigins: splitList(e.ALLOWED_ORIGINS),
    trustedProxies: e.TRUSTED_PROXIES ?? 0,
    areProxiesUnknown: e.TRUSTED_PROXIES === undefined,
    /** Numbers of a pool that visitors with one IP address see at the same time. */
    leasesPerAddressMax: e.LEASES_PER_ADDRESS_MAX,
    jwtSecret: e.JWT_SECRET,
    secretsKey: e.SECRETS_KEY,
    operatorToken: e.OPERATOR_TOKEN,
    clockSpeed: e.CLOCK_SPEED,
    clockAnchor: e.CLOCK_ANCHOR,
    rateLimitsPerMinute: {
      general: e.RATE_LIMIT_PER_MINUTE,
      dni: e.RATE_LIMIT_DNI_PER_MINUTE,
      rtb: e.RATE_LIMIT_RTB_PER_MINUTE,
      pages: e.RATE_LIMIT_PAGES_PER_MINUTE,
    },
    /** Who may found a tenant: see `rules/accounts/sign-up.ts`. */
    signUp: e.SIGN_UP ?? (carrier === 'simulator' ? ('open' as const) : ('first' as const)),
    /** The limits of each tenant, unless the operator changes them for a tenant. */
    limits: defaultLimits(carrier, e),
    registrationsPerHour: registrationLimits(carrier, e),
    carrier,
    twilio: {
      // The simulator never gets the credentials of the real account.
      accountSid: carrier === 'twilio' ? e.TWILIO_ACCOUNT_SID! : SIMULATED_ACCOUNT_SID,
      authToken: carrier === 'twilio' ? e.TWILIO_AUTH_TOKEN : e.SIMULATOR_AUTH_TOKEN,
      apiKey: apiKeyOf(carrier, e),
      callsPerSecond: e.TWILIO_CALLS_PER_SECOND,
      timeoutMs: e.TWILIO_TIMEOUT_MS,
    },
    simulator: {
      host: e.SIMULATOR_HOST,
      port: e.SIMULATOR_PORT,
      url: e.SIMULATOR_URL ?? `http://127.0.0.1:${e.SIMULATOR_PORT}`,
      seed: e.SIMULATOR_SEED,
      authToken: e.SIMULATOR_AUTH_TOKEN,
    },
    /** Base URLs that replace the base URLs of the real platforms (HubSpot and others), for tests. */
    platformBaseUrls: platformBaseUrlsOf(e),
    /** After how many days personal data is shortened or deleted, by kind. */
    retentionDays: retentionDaysOf(e),
    egressAllowCidrs: splitList(e.EGRESS_ALLOW_CIDRS),
    /**
     * Whether a tenant may choose the `voiceUrl` of a number. The instructions of that URL can call any number at the cost
     * of the carrier account.
     */
    tenantVoiceUrls: e.TENANT_VOICE_URLS ?? (carrier === 'simulator' ? 'allowed' : 'refused'),
    /** One sentence for each dangerous combination of settings. */
    unsafe: findUnsafeSettings({
      carrier,
      carrierIsSet: e.CARRIER !== undefined,
      host: e.HOST,
      publicBaseUrl,
      trustedProxies: e.TRUSTED_PROXIES,
      twilioAuthToken: e.TWILIO_AUTH_TOKEN,
      jwtSecret: e.JWT_SECRET,
      secretsKey: e.SECRETS_KEY,
      databaseUrl: e.DATABASE_URL,
      redisUrl: e.REDIS_URL,
    }),
  };
}

/** Returns the key that signs device tokens. The simulated carrier checks them with its own secret. */
function apiKeyOf(carrier: 'simulator' | 'twilio', e: z.output<typeof SETTINGS>) {
  const [sid, secret] =
    carrier === 'twilio'
      ? [e.TWILIO_API_KEY_SID, e.TWILIO_API_KEY_SECRET]
      : [SIMULATED_API_KEY_SID, e.SIMULATOR_AUTH_TOKEN];
  return sid && secret ? { sid, secret } : undefined;
}

/** @throws Error if two settings contradict each other */
function assertConsistent(e: z.output<typeof SETTINGS>, carrier: 'simulator' | 'twilio'): void {
  if (e.INTERNAL_PORT && e.INTERNAL_PORT === e.PORT)
    throw new Error(`INTERNAL_PORT and PORT are both ${e.PORT}. Set INTERNAL_PORT to another port.`);
  if (carrier !== 'twilio') return;
  if (!e.TWILIO_ACCOUNT_SID || !e.TWILIO_AUTH_TOKEN)
    throw new Error('CARRIER=twilio needs TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.');
  if (!e.TWILIO_API_KEY_SID !== !e.TWILIO_API_KEY_SECRET)
    throw new Error('Set both TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET, or neither of them.');
  if (e.CLOCK_SPEED !== 1) throw new Error('CLOCK_SPEED must be 1 with real Twilio: its phones ring in real time.');
}

const platformBaseUrlsOf = (e: z.output<typeof SETTINGS>) => ({
  hubspot: e.HUBSPOT_BASE_URL,
  salesforce: e.SALESFORCE_BASE_URL,
  pipedrive: e.PIPEDRIVE_BASE_URL,
  zapier: e.ZAPIER_BASE_URL,
});

const retentionDaysOf = (e: z.output<typeof SETTINGS>) => ({
  visitAddress: e.RETENTION_VISIT_ADDRESS_DAYS,
  bidReply: e.RETENTION_BID_REPLY_DAYS,
  importError: e.RETENTION_IMPORT_ERROR_DAYS,
  callEvent: e.RETENTION_CALL_EVENT_DAYS,
  audit: e.RETENTION_AUDIT_DAYS,
});

export type ServerConfig = Config & { databaseUrl: string; redisUrl: string; jwtSecret: string; secretsKey: string } & {
  twilio: { authToken: string };
};

/**
 * Asserts that the settings of a server process are present (services and secrets), and that their combination is safe.
 *
 * @throws Error that names the missing settings, or the settings to change
 */
export function requireServices(config: Config): ServerConfig {
  const { databaseUrl, redisUrl, jwtSecret, secretsKey, twilio } = config;
  const missing = Object.entries({
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    JWT_SECRET: jwtSecret,
    SECRETS_KEY: secretsKey,
    // With Twilio, `readConfig` has already required TWILIO_AUTH_TOKEN.
    SIMULATOR_AUTH_TOKEN: twilio.authToken,
  }).flatMap(([name, value]) => (value ? [] : name));
  if (!databaseUrl || !redisUrl || !jwtSecret || !secretsKey || !twilio.authToken)
    throw new Error(`Set ${missing.join(', ')} (see .env.example), or run everything on this machine with: npm start`);
  assertSafe(config);
  return {
    ...config,
    databaseUrl,
    redisUrl,
    jwtSecret,
    secretsKey,
    twilio: { ...twilio, authToken: twilio.authToken },
  };
}

/**
 * Asserts that the combination of settings is safe. The rules are in `rules/operations/safe-settings.ts`.
 *
 * @throws Error that says which settings to change
 */
export function assertSafe({ unsafe }: Pick<Config, 'unsafe'>): void {
  if (unsafe.length > 0) throw new Error(`Unsafe settings:\n${unsafe.map((sentence) => `✖ ${sentence}`).join('\n')}`);
}
