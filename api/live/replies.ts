/** The messages of the server that are no live events: replies to messages of the client. */
import { z } from '@hono/zod-openapi';
import { FigureUpdate } from './floor-history.ts';

export const SERVER_REPLIES = {
  /** From now on, the client misses no event. */
  connected: z.object({}),
  'agent:joined': z.object({ agentId: z.uuid() }),
  'events:replayed': z.object({
    count: z.number().int(),
    /** False if older events were dropped before the replay. The client must then read the state again. */
    complete: z.boolean(),
  }),
  /** The reply to `figures:watch`, and then each change, at most once a second. */
  'figures:updated': FigureUpdate,
  error: z.object({ message: z.string(), event: z.string().optional() }),
} as const;

type Replies = typeof SERVER_REPLIES;
export type ServerReply = { [E in keyof Replies]: { event: E; data: z.output<Replies[E]> } }[keyof Replies];
