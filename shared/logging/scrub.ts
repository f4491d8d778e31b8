/**
 * Hides secrets and personal data in a text that leaves the process for a log or for the record of a failed job:
 * configured secrets, credentials of HTTP and of URLs, phone numbers in E.164 format, and e-mail addresses.
 */
import { parseKeys } from '../secrets.ts';

export type Scrub = (text: string) => string;

const HIDDEN = '[hidden]';

/**
 * A shorter secret is not searched for, because a short text such as `postgres` also occurs in file names. Characters.
 */
const SECRET_LENGTH_MIN = 12;

/** Names of settings whose values are secrets. */
const SECRET_SETTING = /secret|token|password|key|credential/i;

/** The user name and password of a URL, such as `redis://user:password@host`. */
const URL_CREDENTIALS = /(?<=:\/\/)[^\s/@"]*:[^\s/@"]*(?=@)/g;
/** HTTP credentials with their scheme (RFC 9110, section 11.4). A shorter text is a word, not a credential. */
const HTTP_CREDENTIALS = /\b(?<scheme>Basic|Bearer)\s+[\w.~+/=-]{8,}/gi;
/** JSON Web Tokens also occur without a scheme, for example as a WebSocket subprotocol. */
const JWT = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g;
/** API keys of programs. */
const API_KEY = /\bccp_[0-9a-f]{16}_[\w-]{43}/g;
/**
 * An e-mail address. The search starts only where a word starts. Otherwise a long text without `@` would be searched again
 * from each of its characters.
 */
const EMAIL = /(?<![\w.!#$&'*+/=?^`{|}~-])[\w.!#$&'*+/=?^`{|}~-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/gi;
/** A number in E.164 format. In a URL, the plus sign is `%2B`. */
const E164 = /(?:\+|%2B)[1-9]\d{6,14}/gi;

/** Returns the function that hides the secrets of this configuration, credentials and personal data. */
export function createScrub(config: object): Scrub {
  const hideSecrets = createSecretScrub(config);
  return (text) => hideSecrets(text).replace(EMAIL, HIDDEN).replace(E164, HIDDEN);
}

/** Returns the function that hides secrets and credentials, but no personal data, for texts that the user reads. */
export function createSecretScrub(config: object): Scrub {
  const secrets = secretsOf(config);
  return (text) => {
    let scrubbed = text;
    for (const secret of secrets) scrubbed = scrubbed.replaceAll(secret, HIDDEN);
    return scrubbed
      .replace(URL_CREDENTIALS, HIDDEN)
      .replace(HTTP_CREDENTIALS, `$<scheme> ${HIDDEN}`)
      .replace(JWT, HIDDEN)
      .replace(API_KEY, HIDDEN);
  };
}

/** Returns every secret in the configuration, in each form in which a text may contain the secret. */
function secretsOf(config: object): string[] {
  const plain = new Set<string>();
  const collect = (value: unknown, name: string): void => {
    if (typeof value === 'object' && value !== null)
      for (const [each, inner] of Object.entries(value)) collect(inner, Array.isArray(value) ? name : each);
    if (typeof value !== 'string') return;
    // A setting may have several keys with ids.
    if (SECRET_SETTING.test(name)) for (const secret of [value, ...parseKeys(value).values()]) plain.add(secret);
    if (URL.canParse(value)) plain.add(decodeURIComponent(new URL(value).password));
  };
  collect(config, '');
  const { accountSid, authToken } = (config as { twilio?: { accountSid?: string; authToken?: string } }).twilio ?? {};
  if (accountSid && authToken) plain.add(Buffer.from(`${accountSid}:${authToken}`).toString('base64'));
  const forms = [...plain].flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ]);
  // The longest secret comes first, because a secret may contain another secret.
  return [...new Set(forms)]
    .filter(({ length }) => length >= SECRET_LENGTH_MIN)
    .toSorted((a, b) => b.length - a.length);
}

/**
 * Digits of a phone number without a plus sign, with or without separators. Only messages of errors are searched for
 * such numbers, because log fields hold other numbers of this length, such as times.
 */
const LOOSE_NUMBER = /(?<![\w.:+-])\(?\d(?:[ ()-]{0,2}\d){8,14}(?![\w:.-]*\d)/g;

/** Hides phone numbers that a message contains in any format. */
export const hideLooseNumbers: Scrub = (text) => text.replace(LOOSE_NUMBER, HIDDEN);

/** Hides the texts in double quotes. */
export const hideQuoted: Scrub = (text) => text.replace(/"[^]*"/, `"${HIDDEN}"`);
