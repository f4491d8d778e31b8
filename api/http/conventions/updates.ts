/**
 * What GET shows, PUT takes: a client may read an object, change some members and send the whole object back. The rule
 * follows from the schema of the GET response, so it holds for every route of every API:
 *
 * - A member with the value that GET shows changes nothing, whether a PUT request can change the member or not. So a
 *   masked secret leaves the secret unchanged.
 * - Another value for a member that PUT cannot change is refused.
 * - A member that the server computes (`computed` in `response-fields.ts`) is ignored.
 * - A member that no GET shows and no body has is refused, as in every other body.
 */
import { type RouteConfig, z } from '@hono/zod-openapi';
import { type Context as HonoContext, Hono, type MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { DomainError, type ErrorDetail } from '../../../shared/errors.ts';
import { unknownField } from '../errors.ts';
import { isComputed } from '../response-fields.ts';
import type { ApiApp, ApiEnv } from '../routes.ts';

type JsonObject = Record<string, unknown>;

/** A PUT route, and the object that the GET route with the same path shows. */
type Update = {
  /** The names of the members that the body of the PUT request may have. */
  writable: ReadonlySet<string>;
  shown: z.ZodObject;
  /** The member of the GET response that contains the object, such as `campaign`. Undefined: the response itself. */
  envelope: string | undefined;
};

/** The values that the middleware of an API has set, such as the actor. The handler of the GET route gets them too. */
type ReaderEnv = ApiEnv & { Bindings: { variables: ApiEnv['Variables'] } };

/** Creates the middleware that removes members from the body of a PUT request as the rules above say. */
export function acceptShownMembers(nouns: ApiApp[]): MiddlewareHandler<ApiEnv> {
  const updates = findUpdates(nouns);
  const reader = createReader(nouns);
  return async (c, next) => {
    const update = c.req.method === 'PUT' ? updates.get(templateOf(c)) : undefined;
    const body = update && (await readJsonObject(c));
    if (!update || !body) return next();
    const reply = await readShown(reader, c);
    // The handler of the PUT route throws the error that fits: not found, or no permission.
    if (reply === 'not found') return withBody(c, {}, next);
    const object = update.envelope === undefined ? reply : (reply?.[update.envelope] as JsonObject | undefined);
    return withBody(c, changesOf(body, object, update), next);
  };
}

/** Replaces the body of the request. The validators read the body from the cache of the request. */
function withBody(c: HonoContext, body: JsonObject, next: () => Promise<void>): Promise<void> {
  Object.assign(c.req.bodyCache, { text: Promise.resolve(JSON.stringify(body)) });
  return next();
}

const BASE_PATH = '/api';

/** Returns the path of the PUT route that will answer the request, as the OpenAPI document writes the path. */
function templateOf(c: HonoContext): string {
  const path = matchedRoutes(c).find(({ method }) => method === 'PUT')?.path ?? '';
  return path.slice(BASE_PATH.length).replaceAll(/:(\w+)/g, '{$1}');
}

type Content = NonNullable<NonNullable<RouteConfig['request']>['body']>['content'];

function schemaOf(content: Content | undefined): unknown {
  const json = content?.['application/json'];
  return json && 'schema' in json ? json.schema : undefined;
}

function findUpdates(nouns: ApiApp[]): Map<string, Update> {
  const routes = nouns
    .flatMap(({ openAPIRegistry }) => openAPIRegistry.definitions)
    .flatMap((definition) => (definition.type === 'route' ? [definition.route] : []));
  const updates = new Map<string, Update>();
  for (const { path, request } of routes.filter(({ method }) => method === 'put')) {
    const body = schemaOf(request?.body?.content);
    const read = routes.find((route) => route.method === 'get' && route.path === path);
    const shown = schemaOf((read?.responses[200] as { content?: Content } | undefined)?.content);
    if (body instanceof z.ZodObject && shown instanceof z.ZodObject)
      updates.set(path, { writable: new Set(Object.keys(body.shape)), ...objectIn(shown) });
  }
  return updates;
}

/** Finds the object in a response such as `{ success, campaign }`. */
function objectIn(reply: z.ZodObject): Pick<Update, 'shown' | 'envelope'> {
  const members: [string, unknown][] = 'success' in reply.shape ? Object.entries(reply.shape) : [];
  for (const [envelope, shown] of members) if (shown instanceof z.ZodObject) return { shown, envelope };
  return { shown: reply, envelope: undefined };
}

/** Creates an app with the routes of an API and without authentication, for requests that the API has authenticated. */
function createReader(nouns: ApiApp[]): Hono<ReaderEnv> {
  const reader = new Hono<ReaderEnv>();
  reader.use(async (c, next) => {
    for (const [name, value] of Object.entries(c.env.variables)) c.set(name as 'route', value as string);
    await next();
  });
  for (const noun of nouns) reader.route(BASE_PATH, noun);
  reader.onError((error) => {
    throw error;
  });
  return reader;
}

/** Returns what GET shows for the path of the request, or undefined if the user has no permission to read it. */
async function readShown(
  reader: Hono<ReaderEnv>,
  c: HonoContext<ApiEnv>,
): Promise<JsonObject | 'not found' | undefined> {
  try {
    const reply = await reader.fetch(new Request(c.req.url), { variables: c.var });
    return (await reply.json()) as JsonObject;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code === 'not_found' ? 'not found' : undefined;
  }
}

async function readJsonObject(c: HonoContext): Promise<JsonObject | undefined> {
  if (!c.req.header('content-type')?.toLowerCase().includes('json')) return undefined;
  const body: unknown = await c.req.json().catch(() => undefined);
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as JsonObject) : undefined;
}

/**
 * Returns the members of a body that change the object.
 *
 * @param object what GET shows, or undefined if the user has no permission to read the object
 * @throws DomainError `validation_failed` for another value of a member that PUT cannot change
 */
function changesOf(body: JsonObject, object: JsonObject | undefined, { shown, writable }: Update): JsonObject {
  const problems: ErrorDetail[] = [];
  const changes = Object.entries(body).filter(([name, value]) => {
    const schema = Object.hasOwn(shown.shape, name) ? (shown.shape[name] as z.ZodType) : undefined;
    if (schema === undefined) return true;
    if (object !== undefined && isEqual(schema, value, object[name])) return false;
    if (writable.has(name)) return true;
    if (object !== undefined && !isComputed(schema)) problems.push(readOnlyProblem(name, object[name]));
    return false;
  });
  const [first] = problems;
  if (first) {
    const unknown = Object.keys(body).filter((name) => !writable.has(name) && !Object.hasOwn(shown.shape, name));
    problems.push(...unknown.map(unknownField));
    throw new DomainError('validation_failed', `Validation failed: ${first.field} ${first.message}`, {
      details: problems,
    });
  }
  return Object.fromEntries(changes);
}

/** Maximum length of a value in an error message. A longer value, such as a list of numbers, is not repeated. */
const VALUE_LENGTH_MAX = 100;

function readOnlyProblem(field: string, value: unknown): ErrorDetail {
  const text = JSON.stringify(value) ?? 'null';
  const current = text.length > VALUE_LENGTH_MAX ? '' : `, ${text}`;
  const message = `cannot be changed here. Leave ${field} out, or send its current value${current}.`;
  return { field, message, code: 'read_only' };
}

/** Whether two JSON values are equal. Two texts of one time are equal, and computed members are ignored. */
function isEqual(schema: z.ZodType | undefined, a: unknown, b: unknown): boolean {
  const type = unwrap(schema);
  if (Array.isArray(a) && Array.isArray(b)) {
    const element = type instanceof z.ZodArray ? (type.element as z.ZodType) : undefined;
    return a.length === b.length && a.every((each, index) => isEqual(element, each, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    const shape = type instanceof z.ZodObject ? (type.shape as Record<string, z.ZodType>) : {};
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) => {
      const member = Object.hasOwn(shape, name) ? shape[name] : undefined;
      return (member && isComputed(member)) || isEqual(member, a[name], b[name]);
    });
  }
  if (type instanceof z.ZodISODateTime && typeof a === 'string' && typeof b === 'string')
    return a === b || Date.parse(a) === Date.parse(b);
  return a === b;
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  return schema instanceof z.ZodNullable || schema instanceof z.ZodOptional
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
