/** A WebSocket client that receives live events, as a browser or a customer's program does. */
import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';

export type LiveMessage = { event: string; data: Record<string, unknown>; id: string };

/** Milliseconds of real time, long enough for a busy machine. Only a failing test waits until the timeout. */
const TIMEOUT_MS = 8_000;

export class LiveClient {
  /** The token with which the client connected. */
  token: string | undefined;
  readonly messages: LiveMessage[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) =>
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    socket.on('error', () => {});
    socket.on('message', (text: Buffer) => this.messages.push(JSON.parse(text.toString()) as LiveMessage));
  }

  /** Opens a WebSocket. @throws Error with the HTTP status of the server's reply if the server opens no WebSocket. */
  static async open(port: number, options: ClientOptions & { protocols?: string[] } = {}): Promise<LiveClient> {
    const { protocols = [], ...others } = options;
    const client = new LiveClient(new WebSocket(`ws://127.0.0.1:${port}/ws`, protocols, others));
    await once(client.socket, 'open', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return client;
  }

  /** Opens a WebSocket and waits for the message `connected`. After this message, the client misses no live event. */
  static async connect(port: number, token: string, options: ClientOptions = {}): Promise<LiveClient> {
    const client = await LiveClient.open(port, { ...options, headers: { authorization: `Bearer ${token}` } });
    client.token = token;
    await client.waitFor('connected');
    return client;
  }

  send(event: string, data: object): void {
    this.socket.send(JSON.stringify({ event, data }));
  }

  /** Waits for a message with the event name `event` and returns the message. Ignores the first `after` messages. */
  async waitFor(event: string, after = 0): Promise<LiveMessage> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    for (;;) {
      const found = this.messages.slice(after).find((message) => message.event === event);
      if (found) return found;
      await once(this.socket, 'message', { signal }).catch((cause) => {
        throw new Error(`No ${event} came, only ${JSON.stringify(this.messages)}`, { cause });
      });
    }
  }

  /** Sends a message, waits for a reply with the event name `answer`, and returns the reply. */
  async request(event: string, data: object, answer: string): Promise<LiveMessage> {
    const seen = this.messages.length;
    this.send(event, data);
    return this.waitFor(answer, seen);
  }

  messagesOf(event: string): LiveMessage[] {
    return this.messages.filter((message) => message.event === event);
  }

  /** The call dispositions in all received `call:ended` messages. */
  get dispositions(): unknown[] {
    return this.messagesOf('call:ended').map(({ data }) => data['disposition']);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}
