/** The HTTP server of all fake CRM platforms. The server records all requests and can fail on demand. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FakeRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- each fake platform checks the received JSON
  json: any;
};
export type FakeReply = { status: number; body?: unknown; headers?: Record<string, string> };

/**
 * What a fake platform does with a request:
 * - `answer`: sends the reply `answer` and does not execute the request
 * - `lost`: executes the request and closes the connection without a reply
 * - `held`: executes the request and never replies
 */
export type Effect = { type: 'answer'; answer: FakeReply } | { type: 'lost' } | { type: 'held' };
export type Fault = { on: RegExp; times?: number; after?: number; effect: Effect };

export type Fake = AsyncDisposable & {
  url: string;
  /** All received requests, in the order of arrival. */
  requests: FakeRequest[];
  addFault(fault: Fault): void;
  /** Waits until the fake has executed a request with the effect `held`. */
  waitUntilHeld(): Promise<void>;
};

export const retryAfter = (seconds: number, body: unknown = { message: 'too many requests' }): Effect => ({
  type: 'answer',
  answer: { status: 429, headers: { 'retry-after': String(seconds) }, body },
});

/** Starts a fake platform. @param execute A function that executes a request and returns the reply. */
export async function startFake(execute: (request: FakeRequest) => FakeReply): Promise<Fake> {
  const requests: FakeRequest[] = [];
  let faults: (Fault & { times: number; after: number })[] = [];
  let held = Promise.withResolvers<void>();
  const server = createServer((message, response) => {
    void readRequest(message).then((request) => {
      requests.push(request);
      const fault = faults.find(({ on }) => on.test(`${request.method} ${request.path}`));
      if (fault && fault.after > 0) fault.after -= 1;
      else if (fault) {
        fault.times -= 1;
        faults = faults.filter(({ times }) => times > 0);
        if (fault.effect.type === 'answer') return sendReply(response, fault.effect.answer);
        execute(request);
        if (fault.effect.type === 'lost') return void message.socket.destroy();
        return held.resolve();
      }
      return sendReply(response, execute(request));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    addFault: (fault) => void faults.push({ times: 1, after: 0, ...fault }),
    waitUntilHeld: async () => {
      await held.promise;
      held = Promise.withResolvers<void>();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readRequest(message: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const { pathname, searchParams } = new URL(message.url ?? '/', 'http://fake');
  const isJson = message.headers['content-type']?.includes('application/json') && text !== '';
  return {
    method: message.method ?? '',
    path: pathname,
    query: searchParams,
    headers: message.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}

function sendReply(response: ServerResponse, { status, body, headers }: FakeReply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}
