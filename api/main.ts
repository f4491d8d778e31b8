/** `npm run api`: config → context → serve → close in reverse on SIGTERM. */
import { readConfig, requireServices } from '../shared/config.ts';
import { createContext } from '../shared/context.ts';
import { untilStopped } from '../shared/shutdown.ts';
import { orRefuse } from '../shared/startup.ts';
import { serveApi } from './serve.ts';

const config = orRefuse(() => requireServices(readConfig()));
const stopped = untilStopped();
await using ctx = await createContext(config, { processName: 'api' });
const api = await serveApi(ctx);
ctx.log.info({ port: config.port }, 'api listening');

await stopped;
ctx.log.info('stopping');
await api.close();
ctx.log.info('api stopped');
