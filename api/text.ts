import { z } from '@hono/zod-openapi';

/** JSON can express what Postgres has no text for: NUL, and halves of characters. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

export const storable = (lengthMax: number) =>
  z.string().max(lengthMax).refine(isStorable, 'must not contain NUL or half characters');
