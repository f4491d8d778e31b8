import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

/** Runs a script and returns the output and the exit code of the script. */
const runScript = (script: string, ...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [`scripts/${script}`, ...args], (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });

test('--help prints the usage; a wrong option ends the script with one sentence and no stack trace', async () => {
  const lab = 'pacing-lab/main.ts';
  const [help, unknownOption, wrongNumber, unknownName] = await Promise.all([
    runScript(lab, '--help'),
    runScript(lab, '--dais=3'),
    runScript(lab, '--days=abc'),
    runScript(lab, '--scenarios=nowhere'),
  ]);
  expect(help).toMatchObject({ code: 0, out: expect.stringContaining('--days <n>') });
  expect(unknownOption).toMatchObject({ code: 2, err: expect.stringMatching(/--dais[^]*--days <n>/) });
  expect(wrongNumber).toMatchObject({ code: 2, err: '--days takes a whole number of at least 1, not “abc”.\n' });
  expect(unknownName).toMatchObject({ code: 2, err: expect.stringMatching(/^There is no scenario or dialer.*\n$/) });
});
