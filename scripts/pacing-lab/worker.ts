/** A worker thread that receives a run, simulates the run and posts the results. */
import { parentPort } from 'node:worker_threads';
import { simulateRun, type Run } from './run.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.on('message', (run: Run) => parentPort?.postMessage(simulateRun(run)));
