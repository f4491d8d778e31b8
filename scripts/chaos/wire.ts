import { createServer, connect as dial, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A TCP connection to a server that can fail, for one process or for a test. */
export type Wire = AsyncDisposable & {
  /** The URL of the server, with the host and port of the wire. */
  url: string;
  /** Closes all connections and refuses new connections, like a server that has died. */
  cut(): Promise<void>;
  /** Keeps all connections open and forwards nothing, like a server that hangs. New connections work. */
  freeze(): void;
  /** Ends the server's side of frozen connections, as its keepalive does. The client's side hangs on. */
  endFrozen(): void;
  /**
   * Ends the connection on which a client sends `text` for the `nth` time: before the server gets the text, or after the
   * server got it and before the client gets the reply.
   */
  breakAt(text: string, nth: number, moment: 'before' | 'reply'): void;
  /** Like `freeze`, and new connections forward nothing either, as if all packets were lost. Lasts until `cut`. */
  swallow(): void;
  /** Delays everything that a client sends by this time. Milliseconds of real time. */
  slow(delayMs: number): void;
  /** Accepts connections again, on the same port. */
  restore(): Promise<void>;
};

/** Starts a wire in front of a server. */
export async function startWire(serverUrl: string): Promise<Wire> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const pairs = new Map<Socket, Socket>();
  const frozen = new Set<Socket>();
  const state: State = { plan: undefined, delayMs: 0 };
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
    pairs.set(near, far);
    near.on('close', () => pairs.delete(near));
    near
      .pipe(createForwarder(state, near, far))
      .pipe(far)
      .pipe(near);
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
    for (const far of pairs.values()) frozen.add(far);
  };
  const endFrozen = () => {
    for (const far of frozen) far.removeAllListeners('close').destroy();
    frozen.clear();
  };
  const swallow = () => {
    swallows = true;
    freeze();
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    cut,
    freeze,
    endFrozen,
    swallow,
    slow: (ms) => void (state.delayMs = ms),
    breakAt: (text, nth, moment) => void (state.plan = { text, nth, moment }),
    restore: () => listen(port),
    [Symbol.asyncDispose]: cut,
  };
}

type State = { plan: { text: string; nth: number; moment: 'before' | 'reply' } | undefined; delayMs: number };

/** Creates the stream from the client `near` to the server `far`. */
function createForwarder(state: State, near: Socket, far: Socket): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const { plan, delayMs } = state;
      if (plan && chunk.includes(plan.text)) plan.nth -= 1;
      if (plan?.nth === 0) {
        state.plan = undefined;
        if (plan.moment === 'before') {
          near.destroy();
          return;
        }
        far
          .unpipe(near)
          .once('data', () => near.destroy())
          .resume();
      }
      if (delayMs === 0) done(null, chunk);
      else setTimeout(done, delayMs, null, chunk);
    },
  });
}
