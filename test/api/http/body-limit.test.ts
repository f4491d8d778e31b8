/** Over a real socket, since what becomes of it is the question. */
import { expect, test } from 'vitest';
import { createTestSystem } from '../../helpers/system.ts';

const { ctx } = await createTestSystem({ listen: true });
const post = (body: string) => fetch(`http://127.0.0.1:${ctx.config.port}/api/campaigns`, { method: 'POST', body });

test('a body that is too large is refused in the one shape of errors, and nothing is sent behind it', async () => {
  for (const chars of [1_048_577, 20_000_000]) {
    const response = await post('x'.repeat(chars));
    expect([response.status, response.headers.get('connection')]).toEqual([413, 'close']);
    expect(await response.json()).toMatchObject({ success: false, statusCode: 413 });
    expect((await post('{}')).status).toBe(401);
  }
});
