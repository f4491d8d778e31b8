import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

/** Starts a process with only the given settings. Returns the error output (stderr) and the exit code. */
const started = (script: string, args: string[], settings: Record<string, string> = {}) =>
  new Promise<{ code: number; err: string }>((resolve) => {
    execFile(process.execPath, [script, ...args], { env: settings }, (error, _out, err) =>
      resolve({ code: Number(error?.code ?? 0), err }),
    );
  });

test('a process that cannot start names the wrong setting or argument, without a stack trace', async () => {
  const [pool, services, secret, port] = await Promise.all([
    started('workers/main.ts', ['dialer', 'foo']),
    started('workers/main.ts', ['dialer']),
    started('api/main.ts', [], { JWT_SECRET: 'short' }),
    started('scripts/simulator/main.ts', [], { SIMULATOR_PORT: 'abc' }),
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
});
