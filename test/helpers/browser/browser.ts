/** Starts a real headless browser for tests. `npm ci` installs the browser. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { afterAll } from 'vitest';
import { mergeEnvironment } from '../../../scripts/processes/environment.ts';

const run = promisify(execFile);
const UNPACK_MS_MAX = 120_000;

/**
 * Makes the package `@sparticuz/chromium` unpack shared libraries. The package unpacks shared libraries only on AWS
 * Lambda, but all Linux machines without a desktop need the shared libraries.
 */
const LAMBDA_ENV = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };

type Program = { executablePath: string; env?: NodeJS.ProcessEnv };

const NODE_MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** Returns the folder with the unpacked browser. The first call for a version of the package takes two seconds. */
async function unpackBundledBrowser(): Promise<string> {
  const manifest = await readFile(join(NODE_MODULES, '@sparticuz/chromium/package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const cache = join(NODE_MODULES, '.cache');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  // Another test file may unpack at the same time. So each test file unpacks into a folder of its own, and the first
  // file that is ready renames its folder.
  const own = await mkdtemp(`${folder}-`);
  const script = fileURLToPath(new URL('./unpack-chromium.ts', import.meta.url));
  const env = mergeEnvironment({ ...LAMBDA_ENV, TMPDIR: own });
  await run(process.execPath, [script], { env, timeout: UNPACK_MS_MAX });
  // The package's own font list contains only folders of AWS Lambda. If the browser finds no font, the browser crashes.
  const fonts = `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>`;
  await writeFile(join(own, 'fonts.conf'), fonts);
  await rename(own, folder).catch(async (error: unknown) => {
    await rm(own, { recursive: true });
    if (!existsSync(folder)) throw error;
  });
  return folder;
}

async function bundledBrowser(): Promise<Program> {
  const folder = await unpackBundledBrowser();
  const libraries = { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  return { executablePath: join(folder, 'chromium'), env: mergeEnvironment(libraries) };
}

async function findInstalledBrowser(): Promise<Program> {
  const command = 'for name in chromium chromium-browser google-chrome chrome; do command -v "$name" && exit; done';
  const { stdout } = await run('/bin/sh', ['-c', command]).catch(() => ({ stdout: '' }));
  if (stdout.trim()) return { executablePath: stdout.trim() };
  throw new Error(
    'The browser that npm ci brings is for Linux on x64. On this machine, install Chromium so that PATH finds it ' +
      '(Debian: apt-get install chromium; macOS: brew install --cask chromium) and run the tests again.',
  );
}

/** Opens a browser. Call this function once at the top of a test file. The browser closes after the file's tests. */
export async function openBrowser(): Promise<Browser> {
  const program =
    process.platform === 'linux' && process.arch === 'x64' ? await bundledBrowser() : await findInstalledBrowser();
  const browser = await chromium.launch(program);
  afterAll(() => browser.close());
  return browser;
}
