/** Merges the OpenAPI documents of the two APIs of the tenants into one document for readers. */
import { type Content, type Document, type Operation, type Paths, pathsOf, withoutNames } from './document.ts';

/**
 * Returns one document with the operations of both APIs. If both APIs have an operation, the merged operation has the
 * bodies and responses of both APIs (`anyOf`), because the credential of a request decides which API answers.
 */
export function mergeDocuments(title: string, dialer: Document, callCenterPro: Document): Document {
  const names = conflictingSchemas(dialer, callCenterPro);
  const [a, b] = [prefixSchemas(dialer, names, 'Dialer'), prefixSchemas(callCenterPro, names, 'CallCenterPro')];
  return {
    ...a,
    info: { ...a.info, title },
    paths: mergePaths(pathsOf(a), pathsOf(b)),
    webhooks: { ...a.webhooks, ...b.webhooks },
    tags: [...new Map([...(a.tags ?? []), ...(b.tags ?? [])].map((tag) => [tag.name, tag])).values()],
    components: {
      ...a.components,
      schemas: { ...a.components?.schemas, ...b.components?.schemas },
      securitySchemes: { ...a.components?.securitySchemes, ...b.components?.securitySchemes },
    },
  };
}

/** Returns the names of schemas that differ between the two documents, directly or through a reference. */
function conflictingSchemas(dialer: Document, callCenterPro: Document): Set<string> {
  const [a, b] = [dialer, callCenterPro].map((document) =>
    Object.fromEntries(
      Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => [name, JSON.stringify(schema)]),
    ),
  ) as [Record<string, string>, Record<string, string>];
  const common = Object.keys(a).filter((name) => name in b);
  const conflicts = new Set(common.filter((name) => a[name] !== b[name]));
  const refersToConflict = (name: string) =>
    [...conflicts].some((conflict) => a[name]!.includes(`"${refTo(conflict)}"`));
  for (let size = -1; size < conflicts.size;) {
    size = conflicts.size;
    for (const name of common) if (refersToConflict(name)) conflicts.add(name);
  }
  return conflicts;
}

const refTo = (schema: string) => `#/components/schemas/${schema}`;

/** Returns the document with a prefix for the names of these schemas. */
function prefixSchemas(document: Document, names: ReadonlySet<string>, prefix: string): Document {
  const text = JSON.stringify(document).replaceAll(/"#\/components\/schemas\/([^"]+)"/g, (reference, name: string) =>
    names.has(name) ? JSON.stringify(refTo(prefix + name)) : reference,
  );
  const copy = JSON.parse(text) as Document;
  const schemas = Object.entries(copy.components?.schemas ?? {}).map(
    ([name, schema]) => [names.has(name) ? prefix + name : name, schema] as const,
  );
  return { ...copy, components: { ...copy.components, schemas: Object.fromEntries(schemas) } };
}

function mergePaths(a: Paths, b: Paths): Paths {
  const pathsOfB = new Map(Object.keys(b).map((path) => [withoutNames(path), path]));
  const merged: Paths = { ...a };
  for (const [path, methods] of Object.entries(a)) {
    const same = b[pathsOfB.get(withoutNames(path)) ?? ''] ?? {};
    pathsOfB.delete(withoutNames(path));
    const operations = Object.entries(same).map(([method, operation]) => {
      const existing = methods[method];
      return [method, existing ? mergeOperations(existing, operation) : operation] as const;
    });
    merged[path] = { ...methods, ...Object.fromEntries(operations) };
  }
  for (const path of pathsOfB.values()) merged[path] = b[path]!;
  return merged;
}

function mergeOperations(a: Operation, b: Operation): Operation {
  const statuses = [...new Set([...Object.keys(a.responses), ...Object.keys(b.responses)])];
  const known = new Set(a.parameters?.map(({ name }) => name));
  // Each API has its own names of query parameters, and also accepts the other names. The path parameters are the same.
  const parameters = [
    ...(a.parameters ?? []),
    ...(b.parameters ?? []).filter((parameter) => parameter.in !== 'path' && !known.has(parameter.name)),
  ];
  const descriptions = [...new Set([a.description, b.description].flatMap((text) => text || []))];
  const content = mergeContent(a.requestBody?.content, b.requestBody?.content);
  return {
    ...a,
    ...(descriptions.length > 0 && { description: descriptions.join(' ') }),
    ...(parameters.length > 0 && { parameters }),
    security: [...(a.security ?? []), ...(b.security ?? [])],
    ...(content && { requestBody: { ...a.requestBody, ...b.requestBody, content } }),
    responses: Object.fromEntries(
      statuses.map((status) => {
        const content = mergeContent(a.responses[status]?.content, b.responses[status]?.content);
        return [status, { ...b.responses[status], ...a.responses[status], ...(content && { content }) }];
      }),
    ),
  };
}

function mergeContent(a: Content | undefined, b: Content | undefined): Content | undefined {
  if (!a || !b) return a ?? b;
  const types = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(
    types.map((type) => {
      const schemas = [a[type]?.schema, b[type]?.schema].flatMap((schema) => schema ?? []);
      const same = schemas.every((schema) => JSON.stringify(schema) === JSON.stringify(schemas[0]));
      return [type, { schema: same ? schemas[0]! : { anyOf: schemas } }];
    }),
  );
}
