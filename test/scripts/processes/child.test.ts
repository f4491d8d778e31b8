import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Child, type ChildSpec } from '../../../scripts/processes/child.ts';
import { Watchdog } from '../../../scripts/processes/watchdog.ts';

/**
 * Creates a child process that runs the given JavaScript. `lines` collects the output of the child. `exitMessages`
 * collects the messages about unexpected exits.
 */
function createChild(script: string, spec: Partial<ChildSpec> = {}) {
  const watchdog = new Watchdog();
  const lines: string[] = [];
  const exitMessages: string[] = [];
  const child = new Child(
    {
      name: 'sample',
      command: process.execPath,
      args: ['--eval', script],
      onLine: (line) => lines.push(line),
      onUnexpectedExit: (message) => exitMessages.push(message),
      ...spec,
    },
    watchdog,
  );
  onTestFinished(async () => {
    await child.stop();
    await watchdog.close();
  });
  return { child, lines, exitMessages };
}

const RUN_FOREVER = 'setInterval(() => {}, 1000);';

test('a child counts as started when it writes the expected line', async () => {
  const { child, lines } = createChild(`setTimeout(() => console.log('all set'), 50); ${RUN_FOREVER}`, {
    ready: { line: /^all set$/ },
  });
  await child.start();
  expect(lines).toEqual(['all set']);
});

test('a child counts as started when its URL answers with a 2xx status', async () => {
  let status = 503;
  const server = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { child } = createChild(RUN_FOREVER, { ready: { url } });
  let started = false;
  const start = child.start().then(() => (started = true));
  await once(server, 'request');
  await once(server, 'request');
  expect(started).toBe(false);
  status = 200;
  await start;
  expect(started).toBe(true);
});

test('when a child ends before it is ready, the start fails with the last lines of the child', async () => {
  const { child } = createChild(`console.error('no such flag'); process.exitCode = 3;`, { ready: { line: /ready/ } });
  await expect(child.start()).rejects.toThrow(/sample ended by itself \(exit code 3\)\n {2}no such flag/);
  expect(child.pid).toBeUndefined();
});

test('a program that does not exist makes the start fail', async () => {
  const { child } = createChild('', { command: '/nonexistent/program', ready: { line: /ready/ } });
  await expect(child.start()).rejects.toThrow(/exit code 127.*not found/s);
});

test('a child that ends by itself is restarted, and the exit is reported', async () => {
  const { child, lines, exitMessages } = createChild(`console.log('up'); ${RUN_FOREVER}`, { ready: { line: /up/ } });
  await child.start();
  process.kill(child.pid ?? 0, 'SIGKILL');
  await expect.poll(() => lines, { timeout: 5_000 }).toEqual(['up', 'up']);
  expect(exitMessages).toHaveLength(1);
  expect(exitMessages[0]).toMatch(/sample ended by itself \(signal SIGKILL\)\nStarting it again in 250 ms/);
});

test('a child that is stopped shuts down in an orderly way and stays down', async () => {
  const script = `process.on('SIGTERM', () => { console.log('shut down'); process.exit(); }); console.log('up'); ${RUN_FOREVER}`;
  const { child, lines, exitMessages } = createChild(script, { ready: { line: /up/ } });
  await child.start();
  await child.stop();
  expect([lines, exitMessages, child.pid]).toEqual([['up', 'shut down'], [], undefined]);
});

test('killing a child also ends the processes that it started', async () => {
  const script = `
    const { pid } = require('node:child_process').spawn('sleep', ['600'], { stdio: 'ignore' });
    console.log(pid); ${RUN_FOREVER}`;
  const { child, lines } = createChild(script, { ready: { line: /\d+/ } });
  await child.start();
  await child.kill();
  const isAlive = () => {
    try {
      return process.kill(Number(lines[0]), 0);
    } catch {
      return false;
    }
  };
  await expect.poll(isAlive, { timeout: 5_000 }).toBe(false);
});
