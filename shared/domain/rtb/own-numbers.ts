import type { Context } from '../../context.ts';
import { isOwnNumber } from '../../../sql/numbers/phone-numbers.ts';

/** A number bought a moment ago may be dialled once before we know it. */
const REMEMBERED_MS = 30_000;
const REMEMBERED_MAX = 10_000;

/** Whether a destination is a number that calls come in on: dialling it would bring the call back, for ever. */
export async function isOwnDestination(ctx: Context, destination: string): Promise<boolean> {
  if (!destination.startsWith('+')) return false;
  const remembered = ctx.ownNumbers;
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  const before = remembered.get(destination);
  if (before && before.untilMs > Date.now()) return before.own;
  const own = await isOwnNumber(ctx.sql, destination);
  remembered.set(destination, { own, untilMs: Date.now() + REMEMBERED_MS });
  return own;
}
