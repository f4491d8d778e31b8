/** Generates a client with hey-api: `node generate-client.ts <OpenAPI document> <folder>`. */
import { registerHooks } from 'node:module';

// The generator uses the JavaScript API of TypeScript 5, which TypeScript 7 does not have.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'typescript' ? 'typescript-api' : specifier, context),
});
const { createClient } = await import('@hey-api/openapi-ts');
const [input, output] = process.argv.slice(2) as [string, string];
await createClient({ input, output, plugins: ['@hey-api/client-fetch'], logs: { level: 'silent' } });
