/**
 * The routes `/__sim/*`, with which tests control the simulator over HTTP. The routes need no credentials and accept
 * only requests from this machine that no web page of another origin has sent (`callers.ts`).
 */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { isFromThisMachine } from './callers.ts';
import { accountBody, behavioursBody, clockBody, type Controls, faultsBody, inboundBody } from './controls.ts';

const BODY_BYTES_MAX = 1024 * 1024;

export function adminRoutes(controls: Controls): Hono<{ Bindings: HttpBindings }> {
  const routes = new Hono<{ Bindings: HttpBindings }>();
  const accepted = { accepted: true };

  routes.use(async (c, next) => {
    if (!isFromThisMachine(c.env.incoming))
      return c.json(
        { error: 'The simulator accepts control requests from this machine only, such as http://127.0.0.1:3010.' },
        403,
      );
    // A page of another origin can send text and forms without asking, but not JSON.
    if (c.req.method === 'POST' && !/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
      return c.json({ error: 'The body of a control request must be JSON. Send Content-Type: application/json.' }, 415);
    return next();
  });
  routes.use(bodyLimit({ maxSize: BODY_BYTES_MAX }));
  routes.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    // A SyntaxError means invalid JSON or an invalid regular expression. A RangeError means too many behaviours or
    // faults.
    if (error instanceof SyntaxError || error instanceof RangeError) return c.json({ error: error.message }, 400);
    throw error;
  });

  routes.get('/ledger', (c) => c.json(controls.ledger()));
  routes.get('/state', (c) => c.json(controls.state()));
  routes.get('/clock', (c) => c.json(controls.clockAnchor()));
  routes.post('/clock', async (c) => {
    controls.setClockAnchor(clockBody.parse(await c.req.json()));
    return c.json(controls.clockAnchor());
  });
  routes.post('/behaviours', async (c) => {
    controls.addBehaviours(...[behavioursBody.parse(await c.req.json())].flat());
    return c.json(accepted, 201);
  });
  routes.delete('/behaviours', (c) => {
    controls.clearBehaviours();
    return c.json(accepted);
  });
  routes.delete('/faults', (c) => {
    controls.clearFaults();
    return c.json(accepted);
  });
  routes.post('/faults', async (c) => {
    controls.addFaults(...[faultsBody.parse(await c.req.json())].flat());
    return c.json(accepted, 201);
  });
  routes.post('/account', async (c) => c.json(controls.setAccount(accountBody.parse(await c.req.json()))));
  routes.post('/inbound', async (c) => c.json(controls.injectInboundCall(inboundBody.parse(await c.req.json())), 201));
  routes.post('/reset', (c) => {
    controls.reset();
    return c.json(accepted);
  });
  return routes;
}
