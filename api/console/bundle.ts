/**
 * Bundles the console's pages for browsers, in memory, when the API starts. So a clone of the repository needs no build
 * step, and the pages always belong to the API that serves them.
 */
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

const ENTRY = fileURLToPath(new URL('main.tsx', import.meta.url));
/** The bundler names each file by the hash of its content below this path. */
export const ASSETS_PATH = '/console/assets';

const CONTENT_TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  map: 'application/json',
};

export type Asset = { content: Uint8Array; contentType: string };
export type Bundle = {
  /** The files by path. */
  assets: ReadonlyMap<string, Asset>;
  /** The paths of the files that the page loads first. */
  script: string;
  style: string;
};

let bundle: Promise<Bundle> | undefined;

/** Returns the bundled console. The first call of a process bundles, all calls share the result. */
export function bundleConsole(): Promise<Bundle> {
  bundle ??= buildBundle().catch((error: unknown) => {
    bundle = undefined;
    throw error;
  });
  return bundle;
}

async function buildBundle(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    splitting: true,
    minify: true,
    sourcemap: 'linked',
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: ASSETS_PATH,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    logLevel: 'silent',
  });
  // Ends the process of the bundler, which would keep its memory until the API stops.
  await stop();
  const assets = new Map(
    outputFiles.map(({ path, contents }) => [
      path,
      { content: contents, contentType: CONTENT_TYPES[path.split('.').at(-1)!] ?? 'application/octet-stream' },
    ]),
  );
  const entry = (pattern: RegExp) => [...assets.keys()].find((path) => pattern.test(path))!;
  return { assets, script: entry(/\/main-\w+\.js$/), style: entry(/\/main-\w+\.css$/) };
}
