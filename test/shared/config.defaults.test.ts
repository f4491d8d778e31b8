/** The settings, compared with `.env.example` and `docker-compose.yml`, and their safe defaults. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { assertSafe, readConfig, requireServices, SETTINGS } from '../../shared/config.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const names = Object.keys(SETTINGS.shape);

test('without settings, the API listens on this machine only', () => {
  expect(readConfig({})).toMatchObject({ host: '127.0.0.1', carrier: 'simulator', trustedProxies: 0, unsafe: [] });
});

test('the simulated carrier has no token by default, and never gets the token of Twilio', () => {
  const twilio = { TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'f'.repeat(32) };
  const SIMULATOR_AUTH_TOKEN = 'the token of the simulator in tests';
  expect(readConfig({}).twilio.authToken).toBeUndefined();
  expect(readConfig({ ...twilio, CARRIER: 'simulator' }).twilio).toMatchObject({
    accountSid: `AC${'0'.repeat(32)}`,
    authToken: undefined,
  });
  expect(readConfig({ ...twilio, SIMULATOR_AUTH_TOKEN }).twilio).toMatchObject({
    accountSid: twilio.TWILIO_ACCOUNT_SID,
    authToken: twilio.TWILIO_AUTH_TOKEN,
  });
  const services = {
    DATABASE_URL: 'postgres://db/app',
    REDIS_URL: 'redis://cache',
    JWT_SECRET: 'a secret for tests that is long enough',
    SECRETS_KEY: '0123456789abcdef'.repeat(4),
  };
  expect(() => requireServices(readConfig(services))).toThrow(/^Set SIMULATOR_AUTH_TOKEN /);
  expect(() => readConfig({ SIMULATOR_AUTH_TOKEN: 'simulated-auth-token' })).toThrow('SIMULATOR_AUTH_TOKEN');
  expect(requireServices(readConfig({ ...services, SIMULATOR_AUTH_TOKEN })).twilio.authToken).toBe(
    SIMULATOR_AUTH_TOKEN,
  );
});

test('unsafe settings are listed in the error, one sentence a line', () => {
  const settings = { PUBLIC_BASE_URL: 'https://calls.example.com', HOST: '0.0.0.0' };
  expect(() => assertSafe(readConfig(settings))).toThrow(
    /^Unsafe settings:\n✖ PUBLIC_BASE_URL is .*\n✖ HOST is .*\n✖ .* set TRUSTED_PROXIES to .*$/,
  );
});

test('.env.example lists exactly the settings', () => {
  const listed = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set(names));
});

type Service = {
  image?: string;
  environment?: Record<string, unknown>;
  ports?: string[];
  build?: { dockerfile_inline: string };
} & Record<string, unknown>;

describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml'), { merge: true, maxAliasCount: -1 }) as {
    services: Record<string, Service>;
  };
  const services = Object.entries(compose.services);
  /** Variables of the Postgres image, and of this file for the passwords of the containers. */
  const OF_CONTAINERS = ['POSTGRES_DB', 'POSTGRES_PASSWORD', 'DATABASE_PASSWORD', 'REDIS_PASSWORD'];

  test('sets only settings that exist', () => {
    const set = services.flatMap(([, { environment = {} }]) => Object.keys(environment));
    const used = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name!);
    const known = [...names, ...OF_CONTAINERS];
    expect([...set, ...used].filter((name) => !known.includes(name))).toEqual([]);
    expect(set.length).toBeGreaterThan(10);
  });

  test('has no default password and no public port', () => {
    const variables = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)(.*?)\}/g)];
    const withDefault = variables.filter(
      ([, name, rest]) => /PASSWORD|SECRET|TOKEN/.test(name!) && !rest!.startsWith(':?'),
    );
    expect(withDefault.map(([text]) => text)).toEqual([]);
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(ports).toHaveLength(2);
  });

  test.each(services)('%s is locked down, limited, and pinned', (name, service) => {
    expect(service).toMatchObject({
      cap_drop: ['ALL'],
      read_only: true,
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.any(String),
      cpus: expect.any(Number),
      pids_limit: expect.any(Number),
    });
    const image = service.image ?? /^FROM (\S+)$/m.exec(service.build!.dockerfile_inline)![1]!;
    expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-slim)?$/);
    // Only `migrate` is a superuser of the database.
    expect('DATABASE_ADMIN_URL' in (service.environment ?? {})).toBe(name === 'migrate');
    expect(service.environment?.['POSTGRES_PASSWORD'] ?? '').toMatch(
      name === 'postgres' ? /^\$\{POSTGRES_PASSWORD:\?/ : /^$/,
    );
  });
});
