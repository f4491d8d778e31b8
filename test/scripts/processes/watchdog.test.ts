import { expect, test } from 'vitest';
import { Watchdog } from '../../../scripts/processes/watchdog.ts';
import { startWatchedProcess } from '../../../scripts/processes/watched-process.ts';

const RUN_FOREVER = 'setInterval(() => {}, 1000);';

test('a watchdog that is closed ends the processes that it still watches, with their stop signal', async () => {
  const watchdog = new Watchdog();
  const script = `process.on('SIGTERM', () => { console.log('got SIGTERM'); process.exit(); }); console.log('up'); ${RUN_FOREVER}`;
  const lines: string[] = [];
  const watched = startWatchedProcess({ command: process.execPath, args: ['--eval', script] }, watchdog, (line) =>
    lines.push(line),
  );
  await expect.poll(() => lines, { timeout: 5_000 }).toEqual(['up']);
  await watchdog.close();
  expect(await watched.ended).toBe('exit code 0');
  expect(lines).toEqual(['up', 'got SIGTERM']);
});

test('a watchdog that was killed is replaced by one that watches the same processes', async () => {
  const watchdog = new Watchdog();
  const watched = startWatchedProcess({ command: 'sleep', args: ['600'] }, watchdog, () => {});
  const killed = watchdog.pid ?? 0;
  process.kill(killed, 'SIGKILL');
  await expect.poll(() => watchdog.pid, { timeout: 5_000 }).not.toBe(killed);
  await watchdog.close();
  expect(await watched.ended).toBe('signal SIGTERM');
});
