import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { mergeEnvironment } from '../../scripts/processes/environment.ts';

const SHUTDOWN = join(import.meta.dirname, '../../shared/shutdown.ts');

// Without the check of the parent process, only npm and its shell end.
test('when npm gets SIGTERM, the process that npm started stops in an orderly way', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shutdown-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const script = `
    import { waitForStopSignal } from '${SHUTDOWN}';
    setInterval(() => {}, 1000);
    const stopped = waitForStopSignal();
    console.log(process.pid);
    await stopped;
    console.log('stopped in order');
    process.exit();`;
  await writeFile(join(folder, 'main.ts'), script);
  const start = `"${process.execPath}" main.ts`;
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', scripts: { start } }));

  const npm = spawn('npm', ['start', '--silent'], {
    cwd: folder,
    env: mergeEnvironment({ npm_config_update_notifier: 'false' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void npm.kill('SIGKILL'));
  const output = createInterface({ input: npm.stdout });
  const lines: string[] = [];
  output.on('line', (line) => lines.push(line));
  await once(output, 'line');
  const pid = Number(lines[0]);
  onTestFinished(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // The process has ended, as it should.
    }
  });

  npm.kill('SIGTERM');
  await expect.poll(() => lines, { timeout: 10_000 }).toEqual([String(pid), 'stopped in order']);
});
