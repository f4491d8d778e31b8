import type { Log } from './log.ts';

/**
 * Logs an error that no code caught, and ends the process. Without this function Node would print all properties of the
 * error, and the error of an HTTP library holds the request with its credentials.
 */
export function exitOnUncaughtErrors(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'process ends because of an unexpected error');
    process.exit(1);
  });
}
