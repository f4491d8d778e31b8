/**
 * Encrypts credentials for third parties before the credentials are stored. A ciphertext is bound to its place (tenant,
 * table, column, row). If a ciphertext is copied into another row, the ciphertext cannot be decrypted.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;

/** Id of the encryption key. The id is stored with each encrypted value, so that a second key can be added later. */
const KEY_ID = 'k1';

/** The place in the database where an encrypted secret is stored. */
export type SecretPlace = { tenantId: number; table: string; column: string; row: string };

const placeOf = ({ tenantId, table, column, row }: SecretPlace): Buffer =>
  Buffer.from([tenantId, table, column, row].join('|'));

/** Encrypts a secret. The result is `v1:<key id>:<iv>:<ciphertext>:<tag>`, with the last three parts in base64url. */
export function sealSecret(secretsKey: string, place: SecretPlace, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(secretsKey), iv);
  cipher.setAAD(placeOf(place));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  const parts = [iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return ['v1', KEY_ID, ...parts].join(':');
}

/**
 * Decrypts a secret.
 *
 * @throws Error if the value was encrypted with another key or for another place, or was modified.
 */
export function openSecret(secretsKey: string, place: SecretPlace, sealed: string): string {
  const [version, keyId, iv = '', text = '', tag = ''] = sealed.split(':');
  if (version !== 'v1' || keyId !== KEY_ID)
    throw new Error(`The secret was encrypted with the unknown key ${version}:${keyId}.`);
  const decipher = createDecipheriv(CIPHER, keyOf(secretsKey), Buffer.from(iv, 'base64url'));
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
const VISIBLE_CHARACTERS = 4;

/**
 * Returns a mask with the last characters of a secret, so that the owner recognises the secret. A short secret is
 * hidden completely.
 */
export const maskSecret = (secret: string): string =>
  MASK + (secret.length >= 3 * VISIBLE_CHARACTERS ? secret.slice(-VISIBLE_CHARACTERS) : '');

/** Whether a value is a mask. If an API client sends a mask back, the stored secret stays. */
export const isMasked = (value: string): boolean => value.startsWith(MASK);
