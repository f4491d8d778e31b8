/** An HTTP server that stands for the product in tests. The server returns TwiML by path and keeps every request. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';

export type ReceivedRequest = {
  path: string;
  /** The path and the query of the request, exactly as sent. */
  target: string;
  method: string;
  params: Record<string, string>;
  signed: boolean;
  idempotencyToken: string;
  atMs: number;
};

export type ReceiverResponse = { status?: number; body?: string; contentType?: string; delayMs?: number };
type Responder = (request: ReceivedRequest) => ReceiverResponse | string;

export type Receiver = AsyncDisposable & {
  url: string;
  received: ReceivedRequest[];
  /**
   * Sets the response for a path. If `reply` is a string, the string is the TwiML. All other paths return status 204.
   */
  on(path: string, reply: Responder | string): void;
  /** Returns the requests to a path so far. */
  requestsTo(path: string): ReceivedRequest[];
};

export async function startReceiver(authToken: string): Promise<Receiver> {
  const responders = new Map<string, Responder>();
  const received: ReceivedRequest[] = [];
  let url = '';
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const target = request.url ?? '';
    const [path = '', query = ''] = target.split('?');
    const form = request.method === 'POST' ? Object.fromEntries(new URLSearchParams(await bodyOf(request))) : {};
    const header = String(request.headers['x-twilio-signature'] ?? '');
    const entry: ReceivedRequest = {
      path,
      target,
      method: request.method ?? '',
      params: { ...Object.fromEntries(new URLSearchParams(query)), ...form },
      signed: twilio.validateRequest(authToken, header, url + target, form),
      idempotencyToken: String(request.headers['i-twilio-idempotency-token']),
      atMs: Date.now(),
    };
    received.push(entry);
    const reply = responders.get(path)?.(entry) ?? { status: 204 };
    const {
      status = 200,
      body = '',
      contentType = 'text/xml',
      delayMs = 0,
    } = typeof reply === 'string'
      ? { body: `<?xml version="1.0" encoding="UTF-8"?><Response>${reply}</Response>` }
      : reply;
    setTimeout(() => response.writeHead(status, { 'content-type': contentType }).end(body), delayMs);
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    received,
    on: (path, reply) => void responders.set(path, typeof reply === 'string' ? () => reply : reply),
    requestsTo: (path) => received.filter((entry) => entry.path === path),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
