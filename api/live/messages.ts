/** The messages that a WebSocket client may send: `{ "event": "...", "data": { ... } }` as text. */
import { z } from '@hono/zod-openapi';
import { DomainError } from '../../shared/errors.ts';
import { validationError } from '../http/errors.ts';
import { entityKey } from '../http/ids.ts';
import { agentStatus } from '../dialer/agents/agents.shape.ts';
import { VERSION_LENGTH_MAX } from './floor-history.ts';

/** The data of each message that a client may send. */
export const CLIENT_MESSAGES = {
  'agent:join': z.object({ agentId: entityKey, tenantId: entityKey.optional() }),
  'agent:status': z.object({ agentId: entityKey, status: agentStatus }),
  'events:since': z.object({
    lastEventId: z.string().regex(/^\d{1,15}-\d{1,15}$/, 'must be the id of a message that you received'),
  }),
  'figures:watch': z.object({ version: z.string().max(VERSION_LENGTH_MAX).optional() }),
  'figures:unwatch': z.object({}),
};

type Messages = typeof CLIENT_MESSAGES;
export type LiveMessage = { [E in keyof Messages]: { event: E; data: z.output<Messages[E]> } }[keyof Messages];

const envelope = z.object({ event: z.string(), data: z.unknown() });

/**
 * Parses the text of a message into event and data.
 *
 * @throws DomainError if the text does not contain event and data
 */
export function openEnvelope(text: string): z.output<typeof envelope> {
  return parse(envelope, parseJson(text));
}

/**
 * Checks the event and the data of a message.
 *
 * @throws DomainError if the event is unknown or the data is invalid
 */
export function parseMessage({ event, data }: z.output<typeof envelope>): LiveMessage {
  const schema: z.ZodType | undefined = Object.hasOwn(CLIENT_MESSAGES, event)
    ? CLIENT_MESSAGES[event as keyof Messages]
    : undefined;
  if (!schema)
    throw new DomainError(
      'validation_failed',
      `Unknown event ${event}. The events are: ${Object.keys(CLIENT_MESSAGES).join(', ')}.`,
    );
  return { event, data: parse(schema, data ?? {}) } as LiveMessage;
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw validationError(parsed.error);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError('malformed_body', 'The message is not valid JSON.');
  }
}
