import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';
import type { Context } from '../shared/context.ts';
import type { ApiEnv } from './http/routes.ts';

const BASE_PATH = '/admin/queues';

/** Creates the page Bull Board for all worker queues. Only the operator may use this page. */
export function createBoard(ctx: Context, requireOperator: MiddlewareHandler<ApiEnv>): Hono<ApiEnv> {
  const serverAdapter = new HonoAdapter(serveStatic);
  serverAdapter.setBasePath(BASE_PATH);
  createBullBoard({ queues: [...ctx.queues.values()].map((queue) => new BullMQAdapter(queue)), serverAdapter });
  const board = new Hono<ApiEnv>();
  board.use('*', (c, next) => {
    // A browser asks for user name and password only after this header.
    c.header('WWW-Authenticate', 'Basic realm="Queues", charset="UTF-8"');
    return requireOperator(c, next);
  });
  board.route('/', serverAdapter.registerPlugin());
  return board;
}
