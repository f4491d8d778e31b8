/** Generates a client with hey-api: `node generate-client.ts <OpenAPI document> <folder>`. */
import { registerHooks } from 'node:module';

// The generator uses the JavaScript API of TypeScript 5, which TypeScript 7 does not have.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'typescript' ? 'typescript-api' : specifier, context),
});
const { createClient } = await import('@hey-api/openapi-ts');
const [input, output] = process.argv.slice(2) as [string, string];
// The test runs the client with Node, which needs the extension of each imported file.
await createClient({
  input,
  output: { path: output, module: { extension: '.ts' } },
  plugins: ['@hey-api/client-fetch'],
  logs: { level: 'silent' },
});
