/**
 * Encrypts credentials for third parties before the credentials are stored. A ciphertext is bound to its place (tenant,
 * table, column, row). If a ciphertext is copied into another row, the ciphertext cannot be decrypted.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The id of a key without an id, such as a key from before the first rotation. */
export const FIRST_KEY_ID = 'k1';

/** A list of keys with ids: `k2:<key>,k1:<key>`. */
const KEY_LIST = /^k\d{1,4}:/;

const keyLists = new Map<string, ReadonlyMap<string, string>>();

/**
 * Reads a setting with one key or several keys. `k2:<key>,k1:<key>` has two keys with ids: the first key is for new
 * values, the others only read older values. A text without ids is the key `k1`.
 *
 * @returns the keys by id, in the order of the setting
 */
export function parseKeys(setting: string): ReadonlyMap<string, string> {
  let keys = keyLists.get(setting);
  if (!keys) {
    const items = KEY_LIST.test(setting) ? setting.split(/,(?=k\d{1,4}:)/) : [`${FIRST_KEY_ID}:${setting}`];
    keys = new Map(items.map((item) => [item.slice(0, item.indexOf(':')), item.slice(item.indexOf(':') + 1).trim()]));
    keyLists.set(setting, keys);
  }
  return keys;
}

/** Returns the id and the key for new values: the first key of the setting. */
export function currentKey(setting: string): [id: string, key: string] {
  const [first] = parseKeys(setting);
  return first!;
}

/** The place in the database where an encrypted secret is stored. */
export type SecretPlace = { tenantId: number; table: string; column: string; row: string };

const placeOf = ({ tenantId, table, column, row }: SecretPlace): Buffer =>
  Buffer.from([tenantId, table, column, row].join('|'));

/** Encrypts a secret with the first key. The result is `v1:<key id>:<iv>:<ciphertext>:<tag>`, with the last three parts in base64url. */
export function sealSecret(secretsKey: string, place: SecretPlace, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const [keyId, key] = currentKey(secretsKey);
  const cipher = createCipheriv(CIPHER, keyOf(key), iv);
  cipher.setAAD(placeOf(place));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  const parts = [iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return ['v1', keyId, ...parts].join(':');
}

/**
 * Decrypts a secret with the key that encrypted the secret.
 *
 * @throws Error if the value was encrypted with another key or for another place, or was modified.
 */
export function openSecret(secretsKey: string, place: SecretPlace, sealed: string): string {
  const [version, keyId = '', iv = '', text = '', tag = ''] = sealed.split(':');
  const key = parseKeys(secretsKey).get(keyId);
  if (version !== 'v1' || key === undefined)
    throw new Error(
      `The secret was encrypted with the key ${version}:${keyId}, which is not in SECRETS_KEY. Add that key again.`,
    );
  // Without this length, Node also accepts a tag of 4 bytes, which can be guessed.
  const decipher = createDecipheriv(CIPHER, keyOf(key), Buffer.from(iv, 'base64url'), { authTagLength: TAG_BYTES });
  decipher.setAAD(placeOf(place));
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
}

const derivedKeys = new Map<string, Buffer>();

/** Derives an encryption key of the right length from the setting `SECRETS_KEY`. */
function keyOf(secretsKey: string): Buffer {
  let key = derivedKeys.get(secretsKey);
  if (!key) {
    key = Buffer.from(hkdfSync('sha256', secretsKey, '', 'callcenter-pro secrets', 32));
    derivedKeys.set(secretsKey, key);
  }
  return key;
}

const MASK = '••••••••';
/** A mask shows at most this many characters of a secret, and always less than a quarter of it. */
const VISIBLE_CHARACTERS_MAX = 4;

/**
 * Returns a mask with the last characters of a secret, so that the owner recognises the secret. A short secret is
 * hidden completely.
 */
export function maskSecret(secret: string): string {
  const visible = Math.min(VISIBLE_CHARACTERS_MAX, Math.max(0, Math.ceil(secret.length / 4) - 1));
  return MASK + secret.slice(secret.length - visible);
}

/** Whether a value is a mask. If an API client sends a mask back, the stored secret stays. */
export const isMasked = (value: string): boolean => value.startsWith(MASK);

/** Compares two texts in a time that does not depend on the first difference. */
export function isEqualText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
