/**
 * Browsers that take calls to `client:<identity>`. Twilio's library for browsers talks with Twilio over a protocol that is
 * not public, so a page uses this small one instead: JSON messages over a WebSocket at `/devices?token=<device token>`.
 *
 * | from the carrier                          | from the browser                        |
 * |-------------------------------------------|-----------------------------------------|
 * | `{"type":"registered","identity":"…"}`    | `{"type":"answer","callSid":"CA…"}`     |
 * | `{"type":"ring","callSid":"CA…","from"}`  | `{"type":"reject","callSid":"CA…"}`     |
 * | `{"type":"ended","callSid":"CA…"}`        | `{"type":"hangUp","callSid":"CA…"}`     |
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { jwtVerify } from 'jose';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { hangUp } from '../calls/call.ts';
import type { Call } from '../calls/state.ts';
import type { Carrier } from '../carrier/state.ts';
import type { Browser, Choice } from './state.ts';

const PATH = '/devices';
const MESSAGE_BYTES_MAX = 1_024;

const tokenPayload = z.object({
  grants: z.object({ identity: z.string(), voice: z.object({ incoming: z.object({ allow: z.literal(true) }) }) }),
});
const browserMessage = z.object({ type: z.enum(['answer', 'reject', 'hangUp']), callSid: z.string() });

type CarrierMessage =
  | { type: 'registered'; identity: string }
  | { type: 'ring'; callSid: string; from: string }
  | { type: 'ended'; callSid: string };

/** Lets browsers register at the server. A page of any origin may connect, because its token says who it is. */
export function acceptBrowsers(server: Server, carrier: Carrier): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const refuse = () => socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
    const token = pathname === PATH ? searchParams.get('token') : null;
    identityOf(carrier, token ?? '').then(
      (identity) => sockets.handleUpgrade(request, socket, head, (webSocket) => register(carrier, identity, webSocket)),
      refuse,
    );
  });
}

/** @throws an error of the library or of the schema if the product did not create the token, or if it is too old */
async function identityOf({ authToken, accountSid }: Carrier, token: string): Promise<string> {
  const { payload } = await jwtVerify(token, new TextEncoder().encode(authToken), { subject: accountSid });
  return tokenPayload.parse(payload).grants.identity;
}

function register(carrier: Carrier, identity: string, socket: WebSocket): void {
  const address = `client:${identity}`;
  const browser: Browser = { socket, ringing: new Map() };
  carrier.browsers.get(address)?.socket.close();
  carrier.browsers.set(address, browser);
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    if (carrier.browsers.get(address) === browser) carrier.browsers.delete(address);
    // A closed page takes its calls with it.
    for (const call of carrier.calls.values())
      if (call.to === address && call.browser === browser) hangUp(carrier, call);
  });
  socket.on('message', (data) => {
    const message = readMessage((data as Buffer).toString());
    if (!message) {
      socket.close();
      return;
    }
    const { type, callSid } = message;
    const call = carrier.calls.get(callSid);
    if (type !== 'hangUp') browser.ringing.get(callSid)?.(type);
    else if (call?.browser === browser) hangUp(carrier, call);
  });
  send(browser, { type: 'registered', identity });
}

function readMessage(text: string): z.infer<typeof browserMessage> | undefined {
  try {
    return browserMessage.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Rings the browser that has registered for the called address.
 *
 * @returns what the browser does; undefined if no browser has registered
 * @throws the reason of the call's end if the call ends first
 */
export async function ringBrowser(carrier: Carrier, call: Call): Promise<Choice | undefined> {
  const browser = carrier.browsers.get(call.to);
  if (!browser) return undefined;
  const { signal } = call.lifetime;
  const choice = Promise.withResolvers<Choice>();
  call.browser = browser;
  browser.ringing.set(call.sid, choice.resolve);
  signal.addEventListener('abort', () => {
    choice.reject(signal.reason as Error);
    send(browser, { type: 'ended', callSid: call.sid });
  });
  send(browser, { type: 'ring', callSid: call.sid, from: call.from });
  return choice.promise.finally(() => browser.ringing.delete(call.sid));
}

const send = ({ socket }: Browser, message: CarrierMessage): void => socket.send(JSON.stringify(message), () => {});
