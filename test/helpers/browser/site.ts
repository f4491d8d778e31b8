/** A customer's web site, on another origin than the API. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

export type WebPage = { html: string; headers?: Record<string, string> };

export type Site = {
  url: string;
  /** The pages of the site by path. The site replies 404 for other paths. A request for `/hang` gets no reply. */
  pages: Map<string, WebPage>;
};

/** Opens a web site. Call this function once at the top of a test file. The site closes after the file's tests. */
export async function openSite(): Promise<Site> {
  const pages: Site['pages'] = new Map();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    if (pathname === '/hang') return;
    const page = pages.get(pathname);
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...page?.headers });
    response.end(page?.html);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pages };
}
