/** `npm run api`: serves the API until SIGTERM or SIGINT. */
import { readConfig, requireServices } from '../shared/config.ts';
import { createContext } from '../shared/context.ts';
import { createLog } from '../shared/logging/log.ts';
import { exitOnUncaughtErrors } from '../shared/logging/uncaught.ts';
import { waitForStopSignal } from '../shared/shutdown.ts';
import { orExit, orExitAsync } from '../shared/startup-errors.ts';
import { watchDatabase } from '../sql/watch.ts';
import { bundleConsole } from './console/bundle.ts';
import { serveApi } from './serve.ts';
import { startOptOutReplay } from './webhooks/opt-out-journal.ts';

const config = orExit(() => requireServices(readConfig()));
exitOnUncaughtErrors(createLog(config, 'api'));
const stopped = waitForStopSignal();
await using ctx = await orExitAsync(createContext(config, { processName: 'api' }));
const database = watchDatabase(ctx.sql, { url: config.databaseUrl, applicationName: 'callcenter api' });
const optOuts = await startOptOutReplay(ctx);
const api = await serveApi(ctx);
ctx.log.info({ port: config.port }, 'api listening');
bundleConsole().catch((error: unknown) => ctx.log.error({ err: error }, 'console could not be bundled'));

await stopped;
ctx.log.info('api is stopping');
await api.drain();
await api.close();
await optOuts[Symbol.asyncDispose]();
await database[Symbol.asyncDispose]();
ctx.log.info('api stopped');
