import { createBullBoard } from '@bull-board/api';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Job } from 'bullmq';
import { Hono, type Context as HonoContext, type MiddlewareHandler } from 'hono';
import type { Context } from '../../shared/context.ts';
import { DomainError, requireFound } from '../../shared/errors.ts';
import { isQueueName } from '../../shared/jobs/definition.ts';
import type { ApiEnv } from '../http/routes.ts';
import { requireKnownHost } from '../http/operator.ts';
import { ReadOnlyQueueAdapter } from './queue-adapter.ts';
import { askForPassword, BASE_PATH, endSession, openSession, requireSession, showLogout } from './session.ts';

/**
 * The paths of the library that are served, all of them with GET. Any other path is refused, also a path that a later
 * version of the library adds.
 */
const LIBRARY_PATHS: readonly RegExp[] = [
  /^\/?$/,
  /^\/queue\/[^/]+(\/[^/]+)?$/,
  /^\/job-schedulers$/,
  /^\/static\/[\w./-]+$/,
  /^\/api\/(queues|job-schedulers|redis\/stats)$/,
  // A job, or one of these: default-job-options, job-data-schema, metrics, rate-limit, workers.
  /^\/api\/queues\/[^/]+\/[^/]+$/,
  /^\/api\/queues\/[^/]+\/[^/]+\/logs$/,
];

/**
 * Creates the page Bull Board for all worker queues. Only the operator may use this page. The page shows jobs without
 * personal data, and changes nothing except that it retries a failed job or starts a delayed job early.
 *
 * @param requireOperator the middleware that lets only the operator pass (`api/http/operator.ts`)
 */
export function createBoard(ctx: Context, requireOperator: MiddlewareHandler<ApiEnv>): Hono<ApiEnv> {
  const serverAdapter = new HonoAdapter(serveStatic);
  serverAdapter.setBasePath(BASE_PATH);
  createBullBoard({
    queues: [...ctx.queues.values()].map((queue) => new ReadOnlyQueueAdapter(queue)),
    serverAdapter,
    options: { uiConfig: { miscLinks: [{ text: 'Log out', url: `${BASE_PATH}/logout` }] } },
  });
  const board = new Hono<ApiEnv>();
  board.use('*', requireKnownHost);
  board.get('/login', askForPassword, requireOperator, openSession);
  board.use('*', requireSession(requireOperator));
  board.get('/logout', showLogout);
  board.post('/logout', endSession);
  board.put('/api/queues/:queueName/:jobId/retry', retryJob);
  board.put('/api/queues/:queueName/:jobId/promote', promoteJob);
  // The product has no flows of jobs. The library's reply would contain the progress and the errors of jobs.
  board.get('/api/queues/:queueName/:jobId/flow', (c) =>
    c.json({ nodeId: c.req.param('jobId'), isFlowNode: false, flowRoot: null }),
  );
  board.use('*', refuseOtherPaths);
  board.route('/', serverAdapter.registerPlugin());
  return board;
}

const refuseOtherPaths: MiddlewareHandler<ApiEnv> = (c, next) => {
  const path = c.req.path.slice(BASE_PATH.length);
  if (c.req.method === 'GET' && LIBRARY_PATHS.some((allowed) => allowed.test(path))) return next();
  throw new DomainError(
    'forbidden',
    'The queues are read-only here, except for the retry and the promotion of one job.',
  );
};

async function jobOf(c: HonoContext<ApiEnv>): Promise<Job> {
  const { queueName = '', jobId = '' } = c.req.param();
  const queue = requireFound(isQueueName(queueName) ? c.get('ctx').queues.get(queueName) : undefined, 'Queue');
  return requireFound<Job>(await queue.getJob(jobId), 'Job');
}

const retryJob: MiddlewareHandler<ApiEnv> = async (c) => {
  const job = await jobOf(c);
  if ((await job.getState()) !== 'failed')
    throw new DomainError('conflict', `Only a failed job can be retried. Job ${job.id} has not failed.`);
  await job.retry('failed');
  c.get('ctx').log.info({ jobId: job.id, kind: job.name }, 'operator retried a failed job');
  return c.body(null, 204);
};

const promoteJob: MiddlewareHandler<ApiEnv> = async (c) => {
  const job = await jobOf(c);
  if ((await job.getState()) !== 'delayed')
    throw new DomainError('conflict', `Only a delayed job can start early. Job ${job.id} is not delayed.`);
  await job.promote();
  c.get('ctx').log.info({ jobId: job.id, kind: job.name }, 'operator started a delayed job early');
  return c.body(null, 204);
};
