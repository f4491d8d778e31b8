import { createServer, connect as dial, type AddressInfo, type Socket } from 'node:net';

export type TcpProxy = AsyncDisposable & {
  /** The URL of the server, with the host and port of the proxy. */
  url: string;
  /** Closes all connections and refuses new connections, like a server that has died. */
  cut(): Promise<void>;
  /** Keeps all connections open and forwards nothing, like a server that hangs. */
  freeze(): void;
  /**
   * Ends the connection on which a client sends `text` for the `nth` time: before the server gets the text, or after the
   * server got it and before the client gets the reply.
   */
  breakAt(text: string, nth: number, moment: 'before' | 'reply'): void;
  /** Like `freeze`, and new connections forward nothing either, as if all packets were lost. Lasts until `cut`. */
  swallow(): void;
  /** Accepts connections again, on the same port. */
  restore(): Promise<void>;
};

/** Starts a TCP proxy in front of a server, so that a test can simulate a server that is down. */
export async function startTcpProxy(serverUrl: string): Promise<TcpProxy> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let plan: { text: string; nth: number; moment: 'before' | 'reply' } | undefined;
  const track = (socket: Socket, other: () => Socket) => {
    sockets.add(socket);
    socket.on('error', () => other().destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };
  let swallows = false;
  const server = createServer((near) => {
    if (swallows) {
      track(near, () => near);
      return;
    }
    const far = dial(Number(target.port), target.hostname);
    track(near, () => far);
    track(far, () => near);
    near.on('data', (chunk: Buffer) => {
      if (!plan || !chunk.includes(plan.text)) return;
      plan.nth -= 1;
      if (plan.nth > 0) return;
      const { moment } = plan;
      plan = undefined;
      if (moment === 'before') near.unpipe(far).destroy();
      else
        far
          .unpipe(near)
          .once('data', () => near.destroy())
          .resume();
    });
    near.pipe(far).pipe(near);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const cut = async () => {
    swallows = false;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const freeze = () => {
    for (const socket of sockets) socket.unpipe().pause();
  };
  const breakAt: TcpProxy['breakAt'] = (text, nth, moment) => {
    plan = { text, nth, moment };
  };
  const swallow = () => {
    swallows = true;
    freeze();
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${port}`;
  return { url: url.href, cut, freeze, swallow, breakAt, restore: () => listen(port), [Symbol.asyncDispose]: cut };
}
