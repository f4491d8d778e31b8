/**
 * The combinations of settings with which a server process refuses to start. Each setting alone is valid, but the
 * combination would open the product to others: for example a simulated carrier behind a public address.
 */

/** The settings that the rules look at. `undefined` means that the setting is not set. */
export type SettingsToCheck = {
  carrier: 'simulator' | 'twilio';
  /** Whether CARRIER is set. Without CARRIER, the carrier follows from the other settings. */
  carrierIsSet: boolean;
  host: string;
  publicBaseUrl: string;
  trustedProxies: number | undefined;
  twilioAuthToken: string | undefined;
  jwtSecret: string | undefined;
  secretsKey: string | undefined;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
};

type Rule = { isBroken: (settings: SettingsToCheck) => boolean; message: (settings: SettingsToCheck) => string };

/** Twilio's auth tokens have 32 hexadecimal digits. */
const TWILIO_TOKEN_LENGTH = 32;
/** A random value of 32 characters or more has more different characters than this. */
const DIFFERENT_CHARACTERS_MIN = 8;
/** Words of the values that examples and templates of configuration files contain. */
const EXAMPLE_WORDS =
  /change.?(me|this)|replace.?(me|this)|your.?(jwt.?)?secret|super.?secret|example|placeholder|password/i;
/** Passwords of the examples of Postgres and Redis images. */
const WELL_KNOWN_PASSWORDS = new Set([
  'postgres',
  'password',
  'secret',
  'redis',
  'root',
  'admin',
  'changeme',
  'callcenter',
]);

const RULES: Rule[] = [
  {
    isBroken: (s) => s.carrier === 'simulator' && !s.carrierIsSet && !isLoopbackUrl(s.publicBaseUrl),
    message: (s) =>
      `PUBLIC_BASE_URL is ${s.publicBaseUrl}, but no carrier is set, so no real phone would ring: ` +
      'set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or set CARRIER=simulator if simulated calls are intended.',
  },
  {
    isBroken: (s) => s.carrier === 'simulator' && !s.carrierIsSet && !isLoopbackHost(s.host),
    message: (s) =>
      `HOST is ${s.host}, so other machines reach the API, but no carrier is set: ` +
      'set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or set CARRIER=simulator if simulated calls are intended.',
  },
  {
    isBroken: (s) => s.carrier === 'twilio' && !s.publicBaseUrl.startsWith('https:'),
    message: (s) =>
      `PUBLIC_BASE_URL is ${s.publicBaseUrl}, but Twilio sends phone numbers and recordings to it: ` +
      'set PUBLIC_BASE_URL to the https address under which Twilio reaches the API.',
  },
  {
    isBroken: (s) => s.publicBaseUrl.startsWith('https:') && s.trustedProxies === undefined,
    message: () =>
      'PUBLIC_BASE_URL is https, so a proxy stands in front of the API, and without TRUSTED_PROXIES all clients share ' +
      'the rate limits of the proxy: set TRUSTED_PROXIES to the number of your proxies (0 only if they forward no address).',
  },
  {
    isBroken: (s) => s.carrier === 'twilio' && s.twilioAuthToken?.length !== TWILIO_TOKEN_LENGTH,
    message: () =>
      `TWILIO_AUTH_TOKEN is not an auth token of Twilio, which has ${TWILIO_TOKEN_LENGTH} characters: ` +
      'copy the token from the console of Twilio.',
  },
  {
    isBroken: (s) => isGuessable(s.jwtSecret),
    message: () => 'JWT_SECRET looks like an example and could be guessed: make one with openssl rand -hex 32.',
  },
  {
    isBroken: (s) => isGuessable(s.secretsKey),
    message: () => 'SECRETS_KEY looks like an example and could be guessed: make one with openssl rand -hex 32.',
  },
  {
    isBroken: (s) => s.jwtSecret !== undefined && s.jwtSecret === s.secretsKey,
    message: () => 'SECRETS_KEY has the value of JWT_SECRET: make a value of its own with openssl rand -hex 32.',
  },
  {
    isBroken: (s) => s.carrier === 'twilio' && hasWellKnownPassword(s.databaseUrl),
    message: () => 'DATABASE_URL has a well-known password: give the database role a random one.',
  },
  {
    isBroken: (s) => s.carrier === 'twilio' && hasWellKnownPassword(s.redisUrl),
    message: () => 'REDIS_URL has a well-known password: give Redis a random one (requirepass).',
  },
];

/** Returns one sentence for each dangerous combination. The sentence says which setting to change. */
export function findUnsafeSettings(settings: SettingsToCheck): string[] {
  return RULES.filter((rule) => rule.isBroken(settings)).map((rule) => rule.message(settings));
}

/** Whether only this machine can reach the host. The host is a name, an IPv4 address, or an IPv6 address. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|\[?::ffff:127(\.\d{1,3}){3}\]?)$/i.test(host);
}

function isLoopbackUrl(url: string): boolean {
  return isLoopbackHost(new URL(url).hostname);
}

/** Returns the keys of a setting such as `k2:<new key>,k1:<old key>`. */
const keysOf = (setting: string) => setting.split(/,(?=k\d+:)/).map((item) => item.replace(/^k\d+:/, ''));

function isGuessable(setting: string | undefined): boolean {
  if (setting === undefined) return false;
  return keysOf(setting).some((key) => new Set(key).size < DIFFERENT_CHARACTERS_MIN || EXAMPLE_WORDS.test(key));
}

function hasWellKnownPassword(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return password !== '' && (password === username || WELL_KNOWN_PASSWORDS.has(password.toLowerCase()));
}
