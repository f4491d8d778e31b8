/** Works one sync in a process of its own, for tests to kill: `node sync-process.ts <sync id>`. */
import { readConfig, requireServices } from '../../shared/config.ts';
import { createContext } from '../../shared/context.ts';
import { runHandler } from '../../workers/handlers.ts';

await using ctx = await createContext(requireServices(readConfig()), { processName: 'sync', keyPrefix: '{killed}' });
await runHandler(ctx, 'integration.sync', { syncId: Number(process.argv[2]) });
