/** Checks API replies against the published OpenAPI documents. */
import { z } from 'zod';
import type { Reply } from './reply.ts';
import type { TestSystem } from '../system.ts';

export type JsonSchema = { [key: string]: unknown };
type Content = { [mediaType: string]: { schema?: JsonSchema } };

/** A response, or a reference to a shared response. */
type Response = { description: string; content?: Content; $ref?: string };

export type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: object[];
  parameters?: { name: string; in: 'path' | 'query'; required?: boolean; schema: JsonSchema }[];
  requestBody?: { content: Content };
  responses: { [status: string]: Response };
};

export type OpenApiDocument = {
  servers: { url: string }[];
  paths: { [template: string]: { [method: string]: Operation } };
  components: { schemas: { [name: string]: JsonSchema }; responses: { [name: string]: Response } };
};

/** The name of an API. */
export type ApiName = 'dialer' | 'callcenter-pro' | 'operator';

const read = new Map<ApiName, Promise<OpenApiDocument>>();

/**
 * Returns the OpenAPI document of an API. An OpenAPI document depends on the code only, so all test systems of a test
 * file share one copy.
 */
export function openApiDocument(
  system: Pick<TestSystem, 'request'>,
  api: ApiName = 'dialer',
): Promise<OpenApiDocument> {
  const known = read.get(api) ?? readDocument(system, api);
  read.set(api, known);
  return known;
}

async function readDocument(system: Pick<TestSystem, 'request'>, api: ApiName): Promise<OpenApiDocument> {
  const response = await system.request(`/openapi/${api}.json`);
  const document = await response.json();
  if (!response.ok) throw new Error(`The OpenAPI document cannot be made: ${JSON.stringify(document)}`);
  return document as OpenApiDocument;
}

/** The path prefix of the carrier's callbacks. The OpenAPI documents do not describe the carrier's callbacks. */
const UNDOCUMENTED = '/api/webhooks/';
const PREFIX = '/api';
const checks = new Map<string, z.ZodType>();

/**
 * Checks a reply against the OpenAPI document.
 *
 * @throws Error with the route and with every member of the reply that contradicts the OpenAPI document
 */
export async function assertDocumented(
  system: Pick<TestSystem, 'request'>,
  method: string,
  path: string,
  reply: Reply,
  api: ApiName = 'dialer',
): Promise<void> {
  const [bare] = path.split('?') as [string];
  if (!bare.startsWith(`${PREFIX}/`) || bare.startsWith(UNDOCUMENTED)) return;
  const { document, template, operation } = await operationOf(system, method, bare.slice(PREFIX.length), api);
  // The OpenAPI documents do not describe the replies for an unknown path and for a wrong method.
  if (!operation && [401, 404, 405].includes(reply.status)) return;
  const route = `${method} ${template ?? bare} → ${reply.status}`;
  const content = operation && responseOf(document, operation, reply.status)?.content;
  if (!content) throw new Error(`${route} is not in the OpenAPI document.`);
  const mediaType = reply.headers.get('content-type')?.split(';')[0] ?? 'none';
  if (!content[mediaType])
    throw new Error(`${route} is ${mediaType}, but described as ${Object.keys(content).join()}.`);
  if (mediaType !== 'application/json') return;
  const checked = `${api} ${route}`;
  let check = checks.get(checked);
  if (!check) checks.set(checked, (check = checkOf(document, content[mediaType].schema ?? {})));
  const { error } = check.safeParse(reply.body);
  if (error) throw new Error(`${route} is not as described:\n${z.prettifyError(error)}\n${JSON.stringify(reply.body)}`);
}

/**
 * Finds an operation in the OpenAPI document of `api`, or in the document of the other API of the tenants if only that
 * API has the path.
 */
async function operationOf(system: Pick<TestSystem, 'request'>, method: string, path: string, api: ApiName) {
  const other = api === 'dialer' ? 'callcenter-pro' : 'dialer';
  const [first, second] = await Promise.all([openApiDocument(system, api), openApiDocument(system, other)]);
  const find = (document: OpenApiDocument) => {
    const template = templateOf(document, path);
    const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()];
    return { document, template, operation };
  };
  const found = find(first);
  return found.operation ? found : find(second);
}

/** Returns the declared response with a status. A response may be a reference to a shared one. */
function responseOf(document: OpenApiDocument, operation: Operation, status: number): Response | undefined {
  const response = operation.responses[status];
  return response?.$ref === undefined ? response : document.components.responses[response.$ref.split('/').at(-1)!];
}

/** Returns the path template for a path. An exact match wins: `/leads/upload` does not become `/leads/{id}`. */
function templateOf(document: OpenApiDocument, path: string): string | undefined {
  const fits = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
  return document.paths[path] ? path : Object.keys(document.paths).find(fits);
}

function checkOf(document: OpenApiDocument, schema: JsonSchema): z.ZodType {
  const definitions = Object.entries(document.components.schemas).map(([name, each]) => [name, closeSchema(each)]);
  return z.fromJSONSchema({ ...(closeSchema(schema) as JsonSchema), $defs: Object.fromEntries(definitions) });
}

/** Returns a copy of the schema that forbids additional properties and that refers to `$defs`, as zod expects. */
function closeSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closeSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: JsonSchema = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closeSchema(value)]));
  if (typeof copy['$ref'] === 'string') copy['$ref'] = copy['$ref'].replace('#/components/schemas/', '#/$defs/');
  if (copy['properties'] !== undefined) copy['additionalProperties'] ??= false;
  return copy;
}

/** Returns a copy of a part of the OpenAPI document, with each reference replaced by the named schema. */
export function resolveReferences<T>(document: OpenApiDocument, part: T): T {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const name = /^#\/components\/schemas\/(\w+)$/.exec(String((value as JsonSchema)['$ref']))?.[1];
    if (name !== undefined) return resolve(document.components.schemas[name]);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each)]));
  };
  return resolve(part) as T;
}
