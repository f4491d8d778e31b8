/** Starts a real headless browser for tests. `npm ci` installs the browser. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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

async function unpackBundledBrowser(): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'chromium-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const script = fileURLToPath(new URL('./unpack-chromium.ts', import.meta.url));
  const env = mergeEnvironment({ ...LAMBDA_ENV, TMPDIR: folder });
  const { stdout } = await run(process.execPath, [script], { env, timeout: UNPACK_MS_MAX });
  // The package's own font list contains only folders of AWS Lambda. If the browser finds no font, the browser crashes.
  const fonts = join(folder, 'fonts.conf');
  await writeFile(
    fonts,
    `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>`,
  );
  const libraries = { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: fonts };
  return { executablePath: stdout, env: mergeEnvironment(libraries) };
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
    process.platform === 'linux' && process.arch === 'x64'
      ? await unpackBundledBrowser()
      : await findInstalledBrowser();
  const browser = await chromium.launch(program);
  afterAll(() => browser.close());
  return browser;
}
