import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Child, type ChildSpec } from '../../../scripts/processes/child.ts';
import { startWatchedProcess } from '../../../scripts/processes/watched-process.ts';
import { Watchdog } from '../../../scripts/processes/watchdog.ts';

/** A child that runs this JavaScript; `lines` is what it wrote, `troubles` what was reported about it. */
function childOf(script: string, spec: Partial<ChildSpec> = {}) {
  const watchdog = new Watchdog();
  const lines: string[] = [];
  const troubles: string[] = [];
  const child = new Child(
    {
      name: 'sample',
      command: process.execPath,
      args: ['--eval', script],
      onLine: (line) => lines.push(line),
      onUnexpectedExit: (message) => troubles.push(message),
      ...spec,
    },
    watchdog,
  );
  onTestFinished(async () => {
    await child.stop();
    await watchdog.close();
  });
  return { child, lines, troubles };
}

const forever = 'setInterval(() => {}, 1000);';

test('a child counts as started at the line it is known by', async () => {
  const { child, lines } = childOf(`setTimeout(() => console.log('all set'), 50); ${forever}`, {
    ready: { line: /^all set$/ },
  });
  await child.start();
  expect(lines).toEqual(['all set']);
});

test('a child counts as started when its address answers 2xx', async () => {
  let status = 503;
  const server = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { child } = childOf(forever, { ready: { url } });
  let started = false;
  const start = child.start().then(() => (started = true));
  await once(server, 'request');
  await once(server, 'request');
  expect(started).toBe(false);
  status = 200;
  await start;
  expect(started).toBe(true);
});

test('a child that ends before it is ready fails the start with its last words', async () => {
  const { child } = childOf(`console.error('no such flag'); process.exitCode = 3;`, { ready: { line: /ready/ } });
  await expect(child.start()).rejects.toThrow(/sample ended by itself \(exit code 3\)\n {2}no such flag/);
  expect(child.pid).toBeUndefined();
});

test('a program that does not exist fails the start', async () => {
  const { child } = childOf('', { command: '/nonexistent/program', ready: { line: /ready/ } });
  await expect(child.start()).rejects.toThrow(/exit code 127.*not found/s);
});

test('a child that ends by itself is started again, and it is said', async () => {
  const { child, lines, troubles } = childOf(`console.log('up'); ${forever}`, { ready: { line: /up/ } });
  await child.start();
  process.kill(child.pid ?? 0, 'SIGKILL');
  await expect.poll(() => lines, { timeout: 5_000 }).toEqual(['up', 'up']);
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toMatch(/sample ended by itself \(signal SIGKILL\)\nStarting it again in 250 ms/);
});

test('a child that was stopped ends in good order and stays down', async () => {
  const tidy = `process.on('SIGTERM', () => { console.log('tidied up'); process.exit(); }); console.log('up'); ${forever}`;
  const { child, lines, troubles } = childOf(tidy, { ready: { line: /up/ } });
  await child.start();
  await child.stop();
  expect([lines, troubles, child.pid]).toEqual([['up', 'tidied up'], [], undefined]);
});

test('a killed child takes what it started with it', async () => {
  const family = `
    const { pid } = require('node:child_process').spawn('sleep', ['600'], { stdio: 'ignore' });
    console.log(pid); ${forever}`;
  const { child, lines } = childOf(family, { ready: { line: /\d+/ } });
  await child.start();
  await child.kill();
  const isThere = () => {
    try {
      return process.kill(Number(lines[0]), 0);
    } catch {
      return false;
    }
  };
  await expect.poll(isThere, { timeout: 5_000 }).toBe(false);
});

test('a closing watchdog ends what it still watches, in good order first', async () => {
  const watchdog = new Watchdog();
  const script = `process.on('SIGTERM', () => { console.log('asked'); process.exit(); }); console.log('up'); ${forever}`;
  const lines: string[] = [];
  const watched = startWatchedProcess({ command: process.execPath, args: ['--eval', script] }, watchdog, (line) =>
    lines.push(line),
  );
  await expect.poll(() => lines, { timeout: 5_000 }).toEqual(['up']);
  await watchdog.close();
  expect(await watched.ended).toBe('exit code 0');
  expect(lines).toEqual(['up', 'asked']);
});

test('a watchdog that was killed is replaced by one that watches the same', async () => {
  const watchdog = new Watchdog();
  const watched = startWatchedProcess({ command: 'sleep', args: ['600'] }, watchdog, () => {});
  const killed = watchdog.pid ?? 0;
  process.kill(killed, 'SIGKILL');
  await expect.poll(() => watchdog.pid, { timeout: 5_000 }).not.toBe(killed);
  await watchdog.close();
  expect(await watched.ended).toBe('signal SIGTERM');
});
