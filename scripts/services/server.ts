import type { Child, ChildSpec } from '../processes/child.ts';
import type { Watchdog } from '../processes/watchdog.ts';
import type { DataFolder } from './data-folder.ts';

/** A server to use. Without a child, somebody else runs it. */
export type Server = { url: string; child?: Child };

/** What an embedded server is started in and reports to. */
export type ServerSetting = Pick<ChildSpec, 'onTrouble' | 'onGiveUp'> & { folder: DataFolder; watchdog: Watchdog };
