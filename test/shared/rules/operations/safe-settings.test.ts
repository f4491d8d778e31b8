import { expect, test } from 'vitest';
import {
  findUnsafeSettings,
  isLoopbackHost,
  type SettingsToCheck,
} from '../../../../shared/rules/operations/safe-settings.ts';

const ON_THIS_MACHINE: SettingsToCheck = {
  carrier: 'simulator',
  carrierIsSet: false,
  host: '127.0.0.1',
  publicBaseUrl: 'http://127.0.0.1:3000',
  trustedProxies: undefined,
  twilioAuthToken: undefined,
  jwtSecret: '5f0c1b9d2e8a4736b1d09e57c2fa8463',
  secretsKey: '9b1f2c7d80e34a5660718293a4b5c6d7e8f90123456789abcdef0123456789ab',
  databaseUrl: 'postgres://postgres:postgres@127.0.0.1/callcenter',
  redisUrl: 'redis://127.0.0.1',
};
const IN_PRODUCTION: SettingsToCheck = {
  ...ON_THIS_MACHINE,
  carrier: 'twilio',
  host: '0.0.0.0',
  publicBaseUrl: 'https://calls.example.com',
  trustedProxies: 1,
  twilioAuthToken: '0123456789abcdef0123456789abcdef',
  databaseUrl: 'postgres://callcenter:5f0c1b9d2e8a4736@db/callcenter',
};

test.each<[string, SettingsToCheck]>([
  ['on this machine without settings', ON_THIS_MACHINE],
  ['on this machine under another name', { ...ON_THIS_MACHINE, publicBaseUrl: 'http://localhost:3000' }],
  [
    'in containers with simulated phones',
    { ...ON_THIS_MACHINE, carrierIsSet: true, host: '0.0.0.0', publicBaseUrl: 'http://api:3000' },
  ],
  ['with Twilio', IN_PRODUCTION],
  ['with Twilio and no proxy that forwards addresses', { ...IN_PRODUCTION, trustedProxies: 0 }],
  ['without secrets, which `npm start` generates', { ...ON_THIS_MACHINE, jwtSecret: undefined, secretsKey: undefined }],
])('these settings are safe: %s', (_, settings) => {
  expect(findUnsafeSettings(settings)).toEqual([]);
});

test.each<[string, SettingsToCheck, RegExp]>([
  [
    'a public address and a carrier by default',
    { ...ON_THIS_MACHINE, publicBaseUrl: 'http://192.168.1.20:3000' },
    /^PUBLIC_BASE_URL is http:\/\/192\.168\.1\.20:3000, but .* or set CARRIER=simulator /,
  ],
  [
    'an open port and a carrier by default',
    { ...ON_THIS_MACHINE, host: '0.0.0.0' },
    /^HOST is 0\.0\.0\.0, .* or set CARRIER=simulator /,
  ],
  [
    'Twilio without encryption',
    { ...IN_PRODUCTION, publicBaseUrl: 'http://calls.example.com' },
    /^PUBLIC_BASE_URL is http:.*: set PUBLIC_BASE_URL to the https address/,
  ],
  [
    'Twilio without a public address',
    { ...IN_PRODUCTION, publicBaseUrl: 'http://127.0.0.1:3000' },
    /^PUBLIC_BASE_URL is/,
  ],
  ['https without the number of proxies', { ...IN_PRODUCTION, trustedProxies: undefined }, /: set TRUSTED_PROXIES to/],
  [
    'a made-up token of Twilio',
    { ...IN_PRODUCTION, twilioAuthToken: 'simulated-auth-token' },
    /^TWILIO_AUTH_TOKEN is not/,
  ],
  [
    'one letter as the old key of JWT_SECRET',
    { ...ON_THIS_MACHINE, jwtSecret: `k2:${'0123456789abcdef'.repeat(4)},k1:${'a'.repeat(40)}` },
    /^JWT_SECRET looks like an example/,
  ],
  ['one letter as JWT_SECRET', { ...ON_THIS_MACHINE, jwtSecret: 'a'.repeat(40) }, /^JWT_SECRET looks like an example/],
  [
    'the example of a tutorial as JWT_SECRET',
    { ...IN_PRODUCTION, jwtSecret: 'your-secret-key-change-me-in-production' },
    /^JWT_SECRET looks like an example/,
  ],
  ['zeros as SECRETS_KEY', { ...ON_THIS_MACHINE, secretsKey: '0'.repeat(64) }, /^SECRETS_KEY looks like an example/],
  [
    'one secret for both',
    { ...ON_THIS_MACHINE, jwtSecret: ON_THIS_MACHINE.secretsKey },
    /^SECRETS_KEY has the value of/,
  ],
  [
    'a well-known password of Postgres',
    { ...IN_PRODUCTION, databaseUrl: 'postgres://app:postgres@db/callcenter' },
    /^DATABASE_URL has a well-known password/,
  ],
  [
    'the name of the role as its password',
    { ...IN_PRODUCTION, databaseUrl: 'postgres://dialer:dialer@db/callcenter' },
    /^DATABASE_URL has a well-known password/,
  ],
  [
    'a well-known password of Redis',
    { ...IN_PRODUCTION, redisUrl: 'redis://:redis@cache' },
    /^REDIS_URL has a well-known/,
  ],
])('these settings are refused with one sentence: %s', (_, settings, sentence) => {
  expect(findUnsafeSettings(settings)).toEqual([expect.stringMatching(sentence)]);
});

test.each(['localhost', '127.0.0.1', '127.8.9.1', '::1', '[::1]', '::ffff:127.0.0.1'])('%s is this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(true);
});

test.each(['0.0.0.0', '::', '10.0.0.1', 'localhost.evil.example', '127.0.0.1.evil.example', 'api', ''])(
  '%s is not this machine only',
  (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  },
);
