import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * The range of ports for our own servers. The range lies below the ephemeral ports, which the operating system gives to
 * outgoing connections (Linux from 32768, others from 49152).
 *
 * A server port in the ephemeral range could be blocked by a client that retries to connect to the stopped server. The
 * operating system could give the client the same port for its own end of the connection. Then the client connects to
 * itself, and the server cannot restart on the port.
 */
const OWN_PORTS = { min: 20_000, max: 32_000 };
const TRIES_MAX = 100;

/** Returns a free port on this machine: `preferred` if `preferred` is given and free, otherwise a random port. */
export async function findFreePort(preferred?: number): Promise<number> {
  if (preferred && (await isPortFree(preferred))) return preferred;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = randomInt(OWN_PORTS.min, OWN_PORTS.max);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`Found no free port between ${OWN_PORTS.min} and ${OWN_PORTS.max} in ${TRIES_MAX} tries.`);
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
