/** The test uses a real network connection, because the test checks that the server closes the connection. */
import { expect, test } from 'vitest';
import { createTestSystem } from '../../helpers/system.ts';

const { ctx } = await createTestSystem({ listen: true });
const post = (body: string) => fetch(`http://127.0.0.1:${ctx.config.port}/api/campaigns`, { method: 'POST', body });

test('a body that is too large is refused with the common error body, and the connection is closed', async () => {
  for (const chars of [1_048_577, 20_000_000]) {
    const response = await post('x'.repeat(chars));
    expect([response.status, response.headers.get('connection')]).toEqual([413, 'close']);
    expect(await response.json()).toMatchObject({ success: false, statusCode: 413 });
    expect((await post('{}')).status).toBe(401);
  }
});
