/** A worker thread: receives a run, simulates it and posts the results. */
import { parentPort } from 'node:worker_threads';
import { simulateRun, type Run } from './run.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.on('message', (run: Run) => parentPort?.postMessage(simulateRun(run)));
