import type { Context } from '../context.ts';
import { isOwnNumber } from '../../sql/system.ts';

/** A number bought a moment ago may be dialled once before we know it. */
const REMEMBERED_MS = 30_000;
const REMEMBERED_MAX = 10_000;

const known = new WeakMap<Context['queues'], Map<string, { own: boolean; untilMs: number }>>();

/** Whether a destination is a number that calls come in on: dialling it would bring the call back, for ever. */
export async function isOwnDestination(ctx: Context, destination: string): Promise<boolean> {
  if (!destination.startsWith('+')) return false;
  let remembered = known.get(ctx.queues);
  if (!remembered || remembered.size >= REMEMBERED_MAX) known.set(ctx.queues, (remembered = new Map()));
  const before = remembered.get(destination);
  if (before && before.untilMs > Date.now()) return before.own;
  const own = await isOwnNumber(ctx.sql, destination);
  remembered.set(destination, { own, untilMs: Date.now() + REMEMBERED_MS });
  return own;
}
