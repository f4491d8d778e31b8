import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findFreePort } from '../../../scripts/processes/ports.ts';

test('the preferred port is used only when it is free', async () => {
  const port = await findFreePort();
  expect(await findFreePort(port)).toBe(port);
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  expect(await findFreePort(port)).not.toBe(port);
  other.close();
});
