import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startLoadBalancer } from '../../../scripts/processes/load-balancer.ts';
import { findFreePort } from '../../../scripts/processes/ports.ts';
import { waitUntil } from '../../helpers/wait.ts';

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

type Backend = { port: number; server: Server; state: { ready: boolean; requests: string[] } };

async function startBackend(answer: RequestListener): Promise<Backend> {
  const state = { ready: true, requests: [] as string[] };
  const server = createServer((request, response) => {
    if (request.url === '/readyz') response.writeHead(state.ready ? 200 : 503).end();
    else {
      state.requests.push(request.url!);
      answer(request, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stack.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, server, state };
}

async function balance(...backends: Backend[]): Promise<(path: string) => Promise<{ status: number; text: string }>> {
  const port = await findFreePort();
  const ports = backends.map((backend) => backend.port);
  stack.use(await startLoadBalancer(port, ports));
  return async (path) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: 'sent' });
    return { status: response.status, text: await response.text() };
  };
}

const echo: RequestListener = (request, response) => {
  request.pipe(response.writeHead(201));
};

test('requests go in turn to the ready processes, and to all if none is ready', async () => {
  const [a, b] = [await startBackend(echo), await startBackend(echo)];
  const send = await balance(a, b);
  b.state.ready = false;
  await waitUntil(async () => {
    const before = b.state.requests.length;
    await send('/1');
    await send('/2');
    return b.state.requests.length === before;
  }, 'b gets no requests');
  a.state.ready = false;
  await waitUntil(async () => {
    const before = b.state.requests.length;
    expect(await send('/3')).toEqual({ status: 201, text: 'sent' });
    await send('/4');
    return b.state.requests.length > before;
  }, 'b gets requests again');
});

test('a process that takes no connections costs no request', async () => {
  const [a, b] = [await startBackend(echo), await startBackend(echo)];
  const send = await balance(a, b);
  a.server.close();
  a.server.closeAllConnections();
  for (let n = 0; n < 6; n += 1) expect((await send(`/${n}`)).status).toBe(201);
});

test('a process that dies during a request gives an error that the client may repeat, and no second process gets it', async () => {
  const dying = await startBackend((request) => void request.socket.destroy());
  const other = await startBackend((request) => void request.socket.destroy());
  const send = await balance(dying, other);
  expect(await send('/once')).toEqual({ status: 502, text: 'The process did not answer.' });
  expect([...dying.state.requests, ...other.state.requests]).toEqual(['/once']);
});
