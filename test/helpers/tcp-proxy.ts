import { createServer, connect as dial, type AddressInfo, type Socket } from 'node:net';

export type TcpProxy = AsyncDisposable & {
  /** The server's address with a wire in between that can be cut. */
  url: string;
  /** Ends all connections and refuses new ones, as a server that died. */
  cut(): Promise<void>;
  /** Keeps all connections and says nothing more on them, as a server that hangs. */
  freeze(): void;
  /** The server is back, on the same address. */
  restore(): Promise<void>;
};

/** A wire to a server, for tests of what happens while that one is gone. */
export async function startTcpProxy(serverUrl: string): Promise<TcpProxy> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: () => Socket) => {
    sockets.add(socket);
    socket.on('error', () => other().destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };
  const server = createServer((near) => {
    const far = dial(Number(target.port), target.hostname);
    keep(near, () => far);
    keep(far, () => near);
    near.pipe(far).pipe(near);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const cut = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const freeze = () => {
    for (const socket of sockets) socket.unpipe().pause();
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${port}`;
  return { url: url.href, cut, freeze, restore: () => listen(port), [Symbol.asyncDispose]: cut };
}
