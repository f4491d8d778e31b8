/** Runs one job in a process that a test can kill: `node run-job.ts <kind of the job> <payload as JSON>`. */
import { readConfig, requireServices } from '../../shared/config.ts';
import { createContext } from '../../shared/context.ts';
import type { JobKind, PayloadInput } from '../../shared/jobs.ts';
import { runHandler } from '../../workers/handlers.ts';

const [kind, payload = '{}'] = process.argv.slice(2);
await using ctx = await createContext(requireServices(readConfig()), { processName: 'test', keyPrefix: '{killed}' });
await runHandler(ctx, kind as JobKind, JSON.parse(payload) as PayloadInput<JobKind>);
