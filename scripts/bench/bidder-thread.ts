/**
 * The thread with the simulated bidders of the auction benchmark. The thread posts the port on which the bidders
 * listen.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { answerBid } from '../simulator/bidders/route.ts';

const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  if (!answerBid(request, response)) response.writeHead(404).end();
});
server.listen(0, '127.0.0.1', () => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage((server.address() as AddressInfo).port);
});
