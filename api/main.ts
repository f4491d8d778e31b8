/** `npm run api`: config → context → serve → close in reverse on SIGTERM. */
import { serve } from '@hono/node-server';
import { readConfig, requireServices } from '../shared/config.ts';
import { createContext } from '../shared/context.ts';
import { untilStopped } from '../shared/shutdown.ts';
import { createApp } from './app.ts';

/** Requests under way get this long before their sockets are cut: the longest a carrier waits for TwiML. */
const DRAIN_MS = 15_000;

const config = requireServices(readConfig());
await using ctx = await createContext(config, { processName: 'api' });
const app = createApp(ctx);
const server = serve({ fetch: app.fetch, port: config.port }, ({ port }) => ctx.log.info({ port }, 'api listening'));

await untilStopped(ctx.log);
await new Promise<void>((resolve) => {
  server.close(() => resolve());
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), DRAIN_MS).unref();
});
ctx.log.info('api stopped');
