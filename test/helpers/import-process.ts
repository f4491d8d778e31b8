/** Works one import in a process of its own, for tests to kill: `node import-process.ts <import id>`. */
import { readConfig, requireServices } from '../../shared/config.ts';
import { createContext } from '../../shared/context.ts';
import { runHandler } from '../../workers/handlers.ts';

await using ctx = await createContext(requireServices(readConfig()), { processName: 'import', keyPrefix: '{killed}' });
await runHandler(ctx, 'leads.import', { importId: Number(process.argv[2]) });
