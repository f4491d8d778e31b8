import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

const JWT_SECRET = 'a secret for tests that is long enough';
const SECRETS_KEY = '0123456789abcdef'.repeat(4);

/** Starts a process with only the given settings. Returns the error output (stderr) and the exit code. */
const started = (script: string, args: string[], settings: Record<string, string> = {}) =>
  new Promise<{ code: number; err: string }>((resolve) => {
    execFile(process.execPath, [script, ...args], { env: settings }, (error, _out, err) =>
      resolve({ code: Number(error?.code ?? 0), err }),
    );
  });

// Five processes start at the same time, which takes long on a busy machine.
test('a process that cannot start names the wrong setting or argument, without a stack trace', async () => {
  const SERVICES = { DATABASE_URL: 'postgres://db/app', REDIS_URL: 'redis://cache', JWT_SECRET, SECRETS_KEY };
  const [pool, services, secret, port, noCarrier] = await Promise.all([
    started('workers/main.ts', ['dialer', 'foo']),
    started('workers/main.ts', ['dialer']),
    started('api/main.ts', [], { JWT_SECRET: 'short' }),
    started('scripts/simulator/main.ts', [], { SIMULATOR_PORT: 'abc' }),
    started('workers/main.ts', ['dialer'], { ...SERVICES, SIMULATOR_AUTH_TOKEN: JWT_SECRET, HOST: '0.0.0.0' }),
  ]);
  expect(pool).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^Unknown queue: foo\. The queues are: imports, .*\n$/),
  });
  expect(services).toMatchObject({ code: 2, err: expect.stringMatching(/^Set DATABASE_URL, REDIS_URL, .*\n$/) });
  expect(secret).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^Wrong settings:\n.*32 characters.*\n.*JWT_SECRET\n$/),
  });
  expect(port).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^Wrong settings:\n.*number.*\n.*SIMULATOR_PORT\n$/),
  });
  expect(noCarrier).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^Unsafe settings:\n✖ HOST is 0\.0\.0\.0, .*CARRIER=simulator .*\n$/),
  });
}, 60_000);
