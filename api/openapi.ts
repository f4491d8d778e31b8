import type { ApiApp } from './http/routes.ts';
/** The OpenAPI documents: one for each dialect, and both as one. */

const VERSION = { openapi: '3.1.0', apiVersion: '1.0.0' };

type Document = ReturnType<ApiApp['getOpenAPI31Document']>;

/** The parts that are merged; the rest is kept as the first document has it. */
type Media = Record<string, { schema?: object }>;
type Reply = { description?: string; content?: Media };
type Operation = {
  summary?: string;
  description?: string;
  tags?: string[];
  security?: object[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Media };
  responses: Record<string, Reply>;
};
type Paths = Record<string, Record<string, Operation>>;

export function documentOf(dialect: ApiApp, title: string): Document {
  const { openapi, apiVersion } = VERSION;
  return dialect.getOpenAPI31Document({ openapi, info: { title, version: apiVersion }, servers: [{ url: '/api' }] });
}

/** Where both describe an operation, its body and replies are the one's or the other's, as the credential decides. */
export function unionOf(title: string, dialer: Document, pro: Document): Document {
  const [first, second] = [pathsOf(dialer), pathsOf(pro)];
  const names = [...new Set([...Object.keys(first).map(bare), ...Object.keys(second).map(bare)])];
  const paths = names.map((name) => {
    const methods = { ...find(first, name) };
    for (const [method, operation] of Object.entries(find(second, name) ?? {})) {
      const known = methods[method];
      methods[method] = known ? either(known, operation) : operation;
    }
    const path = Object.keys(first).find((path) => bare(path) === name) ?? pathNamed(second, name);
    return [path, methods];
  });
  const schemas = { ...dialer.components?.schemas, ...pro.components?.schemas };
  const securitySchemes = { ...dialer.components?.securitySchemes, ...pro.components?.securitySchemes };
  return {
    ...dialer,
    info: { ...dialer.info, title },
    paths: Object.fromEntries(paths) as Document['paths'],
    components: { ...dialer.components, schemas, securitySchemes },
  };
}

const pathsOf = (document: Document) => (document.paths ?? {}) as Paths;

/** Paths that differ in the names of their parameters only are one. */
const bare = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');
const pathNamed = (paths: Paths, name: string) => Object.keys(paths).find((path) => bare(path) === name) ?? name;
const find = (paths: Paths, name: string) => paths[pathNamed(paths, name)];

function either(a: Operation, b: Operation): Operation {
  const statuses = [...new Set([...Object.keys(a.responses), ...Object.keys(b.responses)])];
  const known = new Set(a.parameters?.map(({ name }) => name));
  // Each dialect reads its own parameters and leaves the other's alone. Those in the path are the same ones.
  const parameters = [
    ...(a.parameters ?? []),
    ...(b.parameters ?? []).filter((parameter) => parameter.in !== 'path' && !known.has(parameter.name)),
  ];
  const descriptions = [...new Set([a.description, b.description].flatMap((text) => text || []))];
  const content = oneOf(a.requestBody?.content, b.requestBody?.content);
  return {
    ...a,
    ...(descriptions.length > 0 && { description: descriptions.join(' ') }),
    ...(parameters.length > 0 && { parameters }),
    ...(content && { requestBody: { ...a.requestBody, ...b.requestBody, content } }),
    responses: Object.fromEntries(
      statuses.map((status) => {
        const content = oneOf(a.responses[status]?.content, b.responses[status]?.content);
        return [status, { ...b.responses[status], ...a.responses[status], ...(content && { content }) }];
      }),
    ),
  };
}

function oneOf(a: Media | undefined, b: Media | undefined): Media | undefined {
  if (!a || !b) return a ?? b;
  const types = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(
    types.map((type) => {
      const schemas = [a[type]?.schema, b[type]?.schema].flatMap((schema) => schema ?? []);
      const same = schemas.every((schema) => JSON.stringify(schema) === JSON.stringify(schemas[0]));
      return [type, { schema: same ? schemas[0]! : { oneOf: schemas } }];
    }),
  );
}
