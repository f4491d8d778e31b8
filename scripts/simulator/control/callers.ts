/**
 * Which requests may reach the simulator. The simulator runs on machines of developers, and every web page that a
 * developer opens can send requests to ports of the same machine.
 */
import type { IncomingMessage } from 'node:http';
import { isLoopbackHost } from '../../../shared/rules/operations/safe-settings.ts';

/**
 * Whether a web page of another origin has sent the request. Browsers add these headers, and pages cannot change them.
 * The product and command line tools send no such headers.
 */
export function isFromForeignPage({ headers }: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && origin !== `http://${host}`;
}

/**
 * Whether the request comes from this machine and is addressed to this machine by name. A page can let a name of its own
 * point to 127.0.0.1. Its requests then come from this machine and have the same origin, but they carry that name.
 */
export function isFromThisMachine({ headers, socket }: IncomingMessage): boolean {
  const name = (headers.host ?? '').replace(/:\d+$/, '');
  return isLoopbackHost(socket.remoteAddress ?? '') && isLoopbackHost(name);
}
