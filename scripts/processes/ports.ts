import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Ports for servers of our own come from here, below where systems take the ports of outgoing connections (Linux from 32768,
 * others from 49152). Otherwise a client that keeps trying to reach a server that is down can be given that very port as its
 * own, connect to itself, and keep the server from ever coming back.
 */
const OWN_PORTS = { min: 20_000, max: 32_000 };
const TRIES_MAX = 100;

/** A free port on this machine: `preferred` when given and free, else a random one. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred && (await isPortFree(preferred))) return preferred;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = randomInt(OWN_PORTS.min, OWN_PORTS.max);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No free port between ${OWN_PORTS.min} and ${OWN_PORTS.max} found in ${TRIES_MAX} tries.`);
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
