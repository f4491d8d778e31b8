import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

/** What a script says to these arguments, and the code it ends with. */
const asked = (script: string, ...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [`scripts/${script}`, ...args], (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });

test('a script tells its usage when asked, and whatever it cannot do in one line without a stack trace', async () => {
  const lab = 'pacing-lab/main.ts';
  const [help, unknown, noNumber, nobody] = await Promise.all([
    asked(lab, '--help'),
    asked(lab, '--sedes=3'),
    asked(lab, '--seeds=abc'),
    asked(lab, '--cells=nowhere'),
  ]);
  expect(help).toMatchObject({ code: 0, out: expect.stringContaining('--seeds <n>') });
  expect(unknown).toMatchObject({ code: 2, err: expect.stringMatching(/--sedes[^]*--seeds <n>/) });
  expect(noNumber).toMatchObject({ code: 2, err: '--seeds takes a whole number of at least 1, not “abc”.\n' });
  expect(nobody).toMatchObject({ code: 2, err: expect.stringMatching(/^No scenario or dialer is called that.*\n$/) });
});
