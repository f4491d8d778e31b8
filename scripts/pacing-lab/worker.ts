/** A thread of the laboratory: simulates the runs it is sent. */
import { parentPort } from 'node:worker_threads';
import { simulateRun, type Run } from './run.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.on('message', (run: Run) => parentPort?.postMessage(simulateRun(run)));
