/**
 * `npm run contract` writes the types of the client (`api/client`) from the OpenAPI documents. With --check, the script
 * compares the types instead, and checks the documents with the rules of Redocly. It needs no server and no database.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { createCallCenterProApi } from '../api/callcenter-pro/routes.ts';
import { createDialerApi } from '../api/dialer/routes.ts';
import { buildDocuments } from '../api/openapi.ts';
import { createOperatorApi } from '../api/operator/routes.ts';

/** An address that is no example and not this machine, as the rules demand. */
const PUBLIC_BASE_URL = 'https://callcenter.invalid';

const documents = buildDocuments(
  {
    dialerApi: createDialerApi(),
    callCenterProApi: createCallCenterProApi(),
    operatorApi: createOperatorApi((_c, next) => next()),
  },
  PUBLIC_BASE_URL,
);

// The generator uses the JavaScript API of TypeScript 5, which TypeScript 7 does not have.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'typescript' ? 'typescript-api' : specifier, context),
});
const { default: generate, astToString } = await import('openapi-typescript');
const { default: typescript } = await import('typescript-api');
const HEADER = '/** Written by `npm run contract` from the OpenAPI document. Do not edit. */\n';
const blob = typescript.factory.createTypeReferenceNode('Blob');

async function typesOf(document: object): Promise<string> {
  const nodes = await generate(JSON.stringify(document), {
    // A caller may leave out a member that has a default value.
    defaultNonNullable: false,
    transform: ({ format }) => (format === 'binary' ? blob : undefined),
  });
  return HEADER + astToString(nodes);
}

const files = { 'dialer.ts': documents.dialer, 'callcenter-pro.ts': documents.callCenterPro };
const isCheck = process.argv.includes('--check');
for (const [name, document] of Object.entries(files)) {
  const file = new URL(`../api/client/${name}`, import.meta.url);
  const types = await typesOf(document);
  if (!isCheck) await writeFile(file, types);
  else if (types !== (await readFile(file, 'utf8').catch(() => '')))
    fail(`api/client/${name} is out of date. Run: npm run contract`);
}

const config = await createConfig({ extends: ['recommended-strict'] });
if (isCheck)
  for (const [name, document] of Object.entries(documents)) {
    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: `${name}.json`, config });
    for (const { ruleId, message, location } of problems)
      fail(`${name} document, ${location[0]?.pointer}: ${message} (${ruleId})`);
  }

function fail(problem: string): void {
  console.error(problem);
  process.exitCode = 1;
}
