import type { Child, ChildSpec } from '../processes/child.ts';
import type { Watchdog } from '../processes/watchdog.ts';
import type { DataFolder } from './data-folder.ts';

/** A PostgreSQL or Redis server. `child` is undefined when the server runs elsewhere and a URL names it. */
export type Server = { url: string; child?: Child };

/** Where an embedded server keeps its data, and who hears about its failures. */
export type ServerOptions = Pick<ChildSpec, 'onUnexpectedExit' | 'onGiveUp'> & {
  folder: DataFolder;
  watchdog: Watchdog;
};
