/**
 * Credentials of third parties, encrypted at rest. Each is bound to its place (tenant, table, column, row), so that a
 * ciphertext copied into another row does not open there.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;

/** Names the key that sealed a value: a second one can be added without touching what the first has sealed. */
const KEY_ID = 'k1';

/** Where a secret stands: tenant, table, column, row. */
export type SecretPlace = { tenantId: number; table: string; column: string; row: string };

const placeOf = ({ tenantId, table, column, row }: SecretPlace): Buffer =>
  Buffer.from([tenantId, table, column, row].join('|'));

/** `v1:<key id>:<iv>:<ciphertext>:<tag>`, the parts in base64url. */
export function sealSecret(secretsKey: string, place: SecretPlace, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(secretsKey), iv);
  cipher.setAAD(placeOf(place));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  const parts = [iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return ['v1', KEY_ID, ...parts].join(':');
}

/** @throws Error when it was sealed with another key or for another place, or was changed. */
export function openSecret(secretsKey: string, place: SecretPlace, sealed: string): string {
  const [version, keyId, iv = '', text = '', tag = ''] = sealed.split(':');
  if (version !== 'v1' || keyId !== KEY_ID) throw new Error(`No key ${version}:${keyId} to open a secret with.`);
  const decipher = createDecipheriv(CIPHER, keyOf(secretsKey), Buffer.from(iv, 'base64url'));
  decipher.setAAD(placeOf(place));
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
}

const derived = new Map<string, Buffer>();

/** Any configured text makes a key of the right length. */
function keyOf(secretsKey: string): Buffer {
  let key = derived.get(secretsKey);
  if (!key) {
    key = Buffer.from(hkdfSync('sha256', secretsKey, '', 'callcenter-pro secrets', 32));
    derived.set(secretsKey, key);
  }
  return key;
}

const MASK = '••••••••';
const SHOWN = 4;

/** What is shown of a secret: its end, enough to recognise one's own; nothing of one too short to spare it. */
export const maskSecret = (secret: string): string => MASK + (secret.length >= 3 * SHOWN ? secret.slice(-SHOWN) : '');

/** A masked value that comes back means "as it was". */
export const isMasked = (value: string): boolean => value.startsWith(MASK);
