/**
 * A load balancer in front of several API processes, as a deployment has one. It sends requests in turn to the processes
 * whose `/readyz` says yes. If none is ready, it sends them to all: a process without Postgres still answers the carrier
 * with an apology.
 */
import { once } from 'node:events';
import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds of real time between two checks of the processes. */
const CHECK_MS = 250;
/** A process that does not answer a check within this time is not ready. */
const CHECK_MS_MAX = 1_500;
/** A process that does not answer within this time gives the client a 504. The carrier gives up after 15 seconds. */
const ANSWER_MS_MAX = 13_000;

/** A request that the load balancer forwards. */
export type ForwardedRequest = { method: string; path: string; headers: Record<string, string>; body: Buffer };

export type LoadBalancer = AsyncDisposable & {
  /** Called before each request is forwarded, with the port of the process that gets it. */
  onForward: ((request: ForwardedRequest, port: number) => void) | undefined;
};

type Backend = { port: number; isReady: boolean };

/** @param ports the ports of the API processes on this machine */
export async function startLoadBalancer(listenPort: number, ports: readonly number[]): Promise<LoadBalancer> {
  const backends: Backend[] = ports.map((port) => ({ port, isReady: false }));
  let turn = 0;
  const inTurn = (): Backend[] => {
    turn += 1;
    const ready = backends.filter(({ isReady }) => isReady);
    const candidates = ready.length > 0 ? ready : backends;
    return candidates.map((_, index) => candidates[(turn + index) % candidates.length]!);
  };
  const server = createServer((request, response) => {
    void forward(balancer, inTurn(), request, response);
  });
  server.listen(listenPort, '127.0.0.1');
  await once(server, 'listening');
  const stop = new AbortController();
  const checks = backends.map((backend) => keepChecking(backend, stop.signal));
  const balancer: LoadBalancer = {
    onForward: undefined,
    async [Symbol.asyncDispose]() {
      stop.abort();
      server.close();
      server.closeAllConnections();
      await Promise.all(checks);
    },
  };
  return balancer;
}

async function keepChecking(backend: Backend, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(CHECK_MS_MAX)]);
    const answer = await fetch(`http://127.0.0.1:${backend.port}/readyz`, { signal }).catch(() => undefined);
    await answer?.body?.cancel().catch(() => {});
    backend.isReady = answer?.ok === true;
    await sleep(CHECK_MS, undefined, { signal: stop }).catch(() => {});
  }
}

/**
 * Sends the request to the first process that takes connections. If a process dies while it works on the request, the
 * client gets a 502: the request may have had its effect, so another process must not get it.
 */
async function forward(balancer: LoadBalancer, candidates: Backend[], from: IncomingMessage, to: ServerResponse) {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of from) chunks.push(chunk as Buffer);
  } catch {
    return;
  }
  const headers = Object.fromEntries(Object.entries(from.headers).map(([name, value]) => [name, String(value)]));
  const request = { method: from.method ?? 'GET', path: from.url ?? '/', headers, body: Buffer.concat(chunks) };
  for (const backend of candidates) {
    balancer.onForward?.(request, backend.port);
    const failure = await answerFrom(backend.port, request, to);
    if (failure === undefined) return;
    if (failure === 'refused') {
      backend.isReady = false;
      continue;
    }
    if (to.headersSent) to.destroy();
    else to.writeHead(failure === 'late' ? 504 : 502).end('The process did not answer.');
    return;
  }
  to.writeHead(503).end('No process takes requests.');
}

type Failure = 'refused' | 'late' | 'broken';

function answerFrom(port: number, request: ForwardedRequest, to: ServerResponse): Promise<Failure | undefined> {
  const { promise, resolve } = Promise.withResolvers<Failure | undefined>();
  const { method, path, headers, body } = request;
  // Each request has its own connection. On a kept connection, a process that stops could close it at the same moment.
  const kept = Object.entries(headers).filter(
    ([name]) => !/^(connection|transfer-encoding|content-length)$/.test(name),
  );
  const outgoing = sendRequest({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...Object.fromEntries(kept), 'content-length': body.length },
    agent: false,
    timeout: ANSWER_MS_MAX,
  });
  outgoing.on('timeout', () => {
    resolve('late');
    outgoing.destroy();
  });
  outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'broken'));
  outgoing.on('response', (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(to);
    answer.on('error', () => resolve('broken'));
    answer.on('end', () => resolve(undefined));
  });
  to.on('close', () => {
    resolve(undefined);
    outgoing.destroy();
  });
  outgoing.end(body);
  return promise;
}
