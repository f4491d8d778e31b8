/** What the fake platforms have in common: real HTTP, a record of what was asked, and faults on demand. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type PlatformRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- each platform checks what it was sent
  json: any;
};
export type PlatformReply = { status: number; body?: unknown; headers?: Record<string, string> };

/**
 * - `answer`: says this, and does nothing
 * - `lost`: does what was asked, and breaks the connection instead of answering
 * - `held`: does what was asked, and never answers
 */
export type Effect = { type: 'answer'; answer: PlatformReply } | { type: 'lost' } | { type: 'held' };
export type Fault = { on: RegExp; times?: number; after?: number; effect: Effect };

export type Fake = AsyncDisposable & {
  url: string;
  /** "POST /path", in order. */
  asked: PlatformRequest[];
  fail(fault: Fault): void;
  /** Resolves when a request is held. */
  waitUntilHeld(): Promise<void>;
};

export const retryAfter = (seconds: number, body: unknown = { message: 'too many requests' }): Effect => ({
  type: 'answer',
  answer: { status: 429, headers: { 'retry-after': String(seconds) }, body },
});

export async function startFake(answer: (asked: PlatformRequest) => PlatformReply): Promise<Fake> {
  const asked: PlatformRequest[] = [];
  let faults: (Fault & { times: number; after: number })[] = [];
  let holding = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    void read(request).then((each) => {
      asked.push(each);
      const fault = faults.find(({ on }) => on.test(`${each.method} ${each.path}`));
      if (fault && fault.after > 0) fault.after -= 1;
      else if (fault) {
        fault.times -= 1;
        faults = faults.filter(({ times }) => times > 0);
        if (fault.effect.type === 'answer') return reply(response, fault.effect.answer);
        answer(each);
        if (fault.effect.type === 'lost') return void request.socket.destroy();
        return holding.resolve();
      }
      return reply(response, answer(each));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    fail: (fault) => void faults.push({ times: 1, after: 0, ...fault }),
    waitUntilHeld: async () => {
      await holding.promise;
      holding = Promise.withResolvers<void>();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<PlatformRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
  const isJson = request.headers['content-type']?.includes('application/json') && text !== '';
  return {
    method: request.method ?? '',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}

function reply(response: ServerResponse, { status, body, headers }: PlatformReply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}
