import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { readConfig } from '../../../../shared/config.ts';
import { signToken, verifyToken } from '../../../../shared/domain/accounts/tokens.ts';

const OLD = 'the old secret of this deployment, long enough';
const NEW = 'the new secret of this deployment, long enough';
const claims = { userUuid: randomUUID(), version: 3 };

test('a rotation of JWT_SECRET logs out no user', async () => {
  const token = await signToken(OLD, 'api', claims);
  const bothKeys = `k2:${NEW},k1:${OLD}`;
  expect(await verifyToken(bothKeys, 'api', token)).toMatchObject(claims);
  const newToken = await signToken(bothKeys, 'api', claims);
  expect(await verifyToken(`k2:${NEW}`, 'api', newToken)).toMatchObject(claims);
  // Without the old key, the old token is invalid. A token of the new key is not checked with the old key.
  expect(await verifyToken(`k2:${NEW}`, 'api', token)).toBeUndefined();
  expect(await verifyToken(OLD, 'api', newToken)).toBeUndefined();
});

test('the key id of a token selects only a key of the setting', async () => {
  for (const kid of ['k1', 'k3', '__proto__', '../k2']) {
    const forged = await new SignJWT({ version: 3 })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid })
      .setIssuer('callcenter-pro')
      .setAudience('api')
      .setSubject(claims.userUuid)
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode('another secret that the attacker knows'));
    expect(await verifyToken(`k2:${NEW},k1:${OLD}`, 'api', forged)).toBeUndefined();
  }
});

test.each([
  ['JWT_SECRET', 'short'],
  ['JWT_SECRET', `k2:${NEW},k1:short`],
  ['JWT_SECRET', `k1:${NEW},k1:${OLD}`],
  ['SECRETS_KEY', `k2:${'22'.repeat(32)},k1:${'0'.repeat(63)}`],
  ['SECRETS_KEY', `k2:${'22'.repeat(32)},${'00'.repeat(32)}`],
])('%s=%s is refused', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(name);
});

test('settings with one key or several keys are accepted', () => {
  const env = { JWT_SECRET: `k2:${NEW},k1:${OLD}`, SECRETS_KEY: `k2:${'22'.repeat(32)},k1:${'00'.repeat(32)}` };
  expect(readConfig(env)).toMatchObject({ jwtSecret: env.JWT_SECRET, secretsKey: env.SECRETS_KEY });
  expect(readConfig({ JWT_SECRET: OLD, SECRETS_KEY: '00'.repeat(32) })).toMatchObject({ jwtSecret: OLD });
});
