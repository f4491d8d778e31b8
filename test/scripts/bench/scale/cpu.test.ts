import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readCpuMs } from '../../../../scripts/bench/scale/cpu.ts';

test('the CPU time of this process grows with its work, and the first process contains it', async () => {
  const pids = new Map([
    ['own', process.pid],
    ['parent', process.ppid],
  ]);
  const before = await readCpuMs(pids);
  for (const startMs = performance.now(); performance.now() - startMs < 60;);
  execFileSync(process.execPath, ['--version']);
  const after = await readCpuMs(pids);
  expect(after.get('own')! - before.get('own')!).toBeGreaterThanOrEqual(20);
  expect(after.get('parent')!).toBeGreaterThanOrEqual(after.get('own')!);
});
