import type { Child, ChildSpec } from '../processes/child.ts';
import type { Watchdog } from '../processes/watchdog.ts';
import type { DataFolder } from './data-folder.ts';

/** A PostgreSQL or Redis server. `child` is undefined if a URL names a server elsewhere. */
export type Server = { url: string; child?: Child };

/**
 * The folder in which an embedded server keeps its data, the watchdog, and the functions that receive the server's
 * failures.
 */
export type ServerOptions = Pick<ChildSpec, 'onUnexpectedExit'> & {
  folder: DataFolder;
  watchdog: Watchdog;
};
