import { expect, test } from 'vitest';
import { isMasked, maskSecret, openSecret, sealSecret } from '../../shared/secrets.ts';

const key = '00'.repeat(32);
const place = { tenantId: 1, table: 'rtb_targets', column: 'auth_token', row: 'a' };

test('an encrypted secret can be decrypted only for its place', () => {
  const sealed = sealSecret(key, place, 'secret_token');
  expect(sealed).not.toContain('secret_token');
  expect(openSecret(key, place, sealed)).toBe('secret_token');
  for (const other of [{ tenantId: 2 }, { table: 't' }, { column: 'c' }, { row: 'b' }])
    expect(() => openSecret(key, { ...place, ...other }, sealed)).toThrow('authenticate');
  // A shorter tag is easier to guess.
  expect(() => openSecret(key, place, sealed.slice(0, -4))).toThrow('tag');
  expect(() => openSecret('11'.repeat(32), place, sealed)).toThrow('authenticate');
});

test('the same secret gives a different ciphertext each time', () => {
  expect(sealSecret(key, place, 'x')).not.toBe(sealSecret(key, place, 'x'));
});

test('a mask has the last characters of a long secret and no character of a short one', () => {
  expect(maskSecret('secret_token')).toBe('••••••••en');
  expect(maskSecret('hunter2')).toBe('••••••••2');
  expect(maskSecret('abc')).toBe('••••••••');
  expect(maskSecret('0123456789abcdefXYZ')).toBe('••••••••fXYZ');
  expect(isMasked(maskSecret('hunter2'))).toBe(true);
});

test('a new key encrypts new secrets, and the old key still decrypts old secrets', () => {
  const newKey = '22'.repeat(32);
  const sealed = sealSecret(key, place, 'old secret');
  const bothKeys = `k2:${newKey},k1:${key}`;
  expect(openSecret(bothKeys, place, sealed)).toBe('old secret');
  const resealed = sealSecret(bothKeys, place, 'new secret');
  expect(resealed).toMatch(/^v1:k2:/);
  expect(openSecret(`k2:${newKey}`, place, resealed)).toBe('new secret');
  expect(() => openSecret(`k2:${newKey}`, place, sealed)).toThrow('k1');
});
