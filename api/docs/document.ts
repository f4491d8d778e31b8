/** The parts of an OpenAPI document that this folder reads and changes. */
import type { ApiApp } from '../http/routes.ts';

export type Document = ReturnType<ApiApp['getOpenAPI31Document']>;

export type Webhook = Parameters<ApiApp['openAPIRegistry']['registerWebhook']>[0];

export type Content = Record<string, { schema?: object }>;

export type Operation = {
  operationId: string;
  summary?: string;
  description?: string;
  tags: string[];
  security?: object[];
  servers?: { url: string }[];
  parameters?: { name: string; in: string; description?: string }[];
  requestBody?: { content: Content };
  responses: Record<string, { description?: string; headers?: object; content?: Content; $ref?: string }>;
};

export type Paths = Record<string, Record<string, Operation>>;

export const pathsOf = (document: Document) => (document.paths ?? {}) as unknown as Paths;

/** Replaces the names of path parameters. Two paths are the same if only the names of the parameters differ. */
export const withoutNames = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');

/** Returns the operations of a document as `[path, method, operation]`. */
export const operationsOf = (document: Document) =>
  Object.entries(pathsOf(document)).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [path, method, operation] as const),
  );
