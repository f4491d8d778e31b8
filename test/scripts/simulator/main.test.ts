import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { clientOf } from './helpers/world.ts';

const SIMULATOR_AUTH_TOKEN = 'the token that this test gives it';
const FROM = '+14155551234';

test('the process serves until SIGTERM and then exits with code 0', async () => {
  const child = spawn(process.execPath, ['scripts/simulator/main.ts'], {
    env: {
      SIMULATOR_PORT: '0',
      CLOCK_SPEED: '100',
      SIMULATOR_AUTH_TOKEN,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? '';
    const client = clientOf(url, SIMULATOR_AUTH_TOKEN);
    const { sid } = await client.calls.create({ to: '+14155558300', from: FROM, twiml: '<Response/>' });
    expect(sid).toMatch(/^CA/);
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});
