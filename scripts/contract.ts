/**
 * `npm run contract -- --check` checks the OpenAPI documents with the rules of Redocly, without a server and a
 * database.
 */
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

const config = await createConfig({ extends: ['recommended-strict'] });
for (const [name, document] of Object.entries(documents)) {
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: `${name}.json`, config });
  for (const { ruleId, message, location } of problems)
    console.error(`${name} document, ${location[0]?.pointer}: ${message} (${ruleId})`);
  if (problems.length > 0) process.exitCode = 1;
}
