import type { Context } from '../shared/context.ts';
import { definitionOf, type JobKind, type Payload, type PayloadInput, type Result } from '../shared/jobs.ts';
import { handlers } from './handlers.ts';

/**
 * Works one job. The payload is parsed again here: it may have waited through a deploy.
 *
 * @param signal aborts when the process must stop before the handler is done; the job is then taken up elsewhere.
 */
export async function runHandler<K extends JobKind>(
  ctx: Context,
  kind: K,
  payload: PayloadInput<K>,
  signal: AbortSignal = new AbortController().signal,
  answer: (result: Result<K>) => void = () => {},
): Promise<Result<K>> {
  const parsed = definitionOf(kind).payload.parse(payload) as Payload<K>;
  return await handlers[kind](ctx, parsed, signal, answer);
}
