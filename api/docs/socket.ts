/** The OpenAPI description of the WebSocket at `/ws`: its credential, its messages and the replay of missed events. */
import { z } from '@hono/zod-openapi';
import { LIVE_EVENT_DATA } from '../../shared/live-events.ts';
import { CLIENT_MESSAGES } from '../live/messages.ts';
import { SERVER_REPLIES } from '../live/replies.ts';
import type { Webhook } from './document.ts';

const DESCRIPTION = `A request with \`Upgrade: websocket\` opens a WebSocket. The credential is a token, an API key or the
session cookie: the header \`Authorization: Bearer <token>\`, or from a browser
\`new WebSocket(url, ['bearer', token])\`. Pages of other origins may not open the socket.

Each message is JSON text. The server sends \`LiveServerMessage\`, and the client sends \`LiveClientMessage\`.

- \`connected\` comes first. From then on, the client misses no event.
- Agents get the events about themselves and their calls. Other users get the events of all objects that they may read.
  Only a client that sent \`agent:join\` gets \`incoming:call\` of that agent.
- Each message of the server has an \`id\`. After a reconnection, send \`events:since\` with the last \`id\`: the server
  sends the missed events and then \`events:replayed\`. If its \`complete\` is false, the gap was too large (more than about
  1000 events or an hour): read the state over the API again.
- After \`figures:watch\`, the server sends the floor of \`GET /floor\` as \`figures:updated\`, and then what changed, at most
  once a second and only if something changed, until \`figures:unwatch\`. It needs the rights of \`GET /floor\`. Put each
  object in the place of the one with the same id, and take the removed ids away. An update whose \`since\` is null has the
  whole floor. After a reconnection, send \`figures:watch\` with the last \`version\`: the server sends what changed since,
  or the whole floor if it no longer knows the version.
- The socket closes with 4401 (log in again), 4403 (the rights have changed), 1008 (too many or unread messages), 1001 or
  1013 (connect again).`;

const id = z.string().openapi({ description: 'Position in the stream of events', example: '1735689600000-0' });

const messageOf = (name: string, data: z.ZodType, more: Record<string, z.ZodType>) =>
  z.object({ event: z.literal(name), data, ...more });

const union = (messages: Record<string, z.ZodType>, more: Record<string, z.ZodType>) =>
  z.union(Object.entries(messages).map(([name, data]) => messageOf(name, data, more)));

const LiveServerMessage = union({ ...SERVER_REPLIES, ...LIVE_EVENT_DATA }, { id }).openapi('LiveServerMessage');
const LiveClientMessage = union(CLIENT_MESSAGES, {}).openapi('LiveClientMessage');

/**
 * The socket as a webhook, because OpenAPI has no section for sockets: the body is a message of the server, and the
 * reply is a message of the client.
 */
export const socketMessages: Webhook = {
  operationId: 'sendLiveMessage',
  method: 'post',
  path: 'liveMessages',
  tags: ['Live events'],
  summary: 'Messages of the WebSocket at /ws, outside the base path',
  description: DESCRIPTION,
  security: [{ bearer: [] }, { session: [] }],
  request: { body: { required: true, content: { 'application/json': { schema: LiveServerMessage } } } },
  responses: {
    '2XX': {
      description: 'What the client may send at any time',
      content: { 'application/json': { schema: LiveClientMessage } },
    },
  },
};
