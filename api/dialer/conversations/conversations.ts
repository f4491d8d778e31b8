/** What agents and supervisors do during a conversation of a parked agent. */
import { z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import type { Actor } from '../../../shared/domain/accounts/access.ts';
import {
  changeConversation,
  type Conversation,
  pressDigits,
  readConversation,
} from '../../../shared/domain/conversations/controls.ts';
import {
  addParticipant,
  endMonitoring,
  monitorCall,
  removeParticipant,
} from '../../../shared/domain/conversations/guests.ts';
import {
  cancelTransfer,
  completeTransfer,
  listTargets,
  startTransfer,
  type TransferTarget,
} from '../../../shared/domain/conversations/transfers.ts';
import { MONITOR_MODES } from '../../../sql/calls/legs.ts';
import type { Key } from '../../../sql/db.ts';
import { e164 } from '../../http/fields.ts';
import { entityKey } from '../../http/ids.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { idParam } from '../conventions.ts';
import {
  ConversationResponse,
  presentConversation,
  presentTargets,
  TransferTargetsResponse,
} from './conversations.shape.ts';

const SingleConversationResponse = z
  .object({ success: z.literal(true), conversation: ConversationResponse })
  .openapi('SingleConversationResponse');
const DigitsBody = z
  .strictObject({ digits: z.string().regex(/^[0-9*#w]{1,32}$/, 'must be up to 32 keys: 0-9, *, #, or w for a pause') })
  .openapi('PressDigitsBody');
const TransferBody = z
  .strictObject({
    kind: z.enum(['blind', 'warm']),
    phone: e164.optional(),
    agent_id: entityKey.optional(),
    agent_group_id: entityKey.optional(),
  })
  .refine(
    ({ phone, agent_id, agent_group_id }) => [phone, agent_id, agent_group_id].filter(Boolean).length === 1,
    'must name one of phone, agent_id and agent_group_id',
  )
  .openapi('StartTransferBody');
const ParticipantBody = z.strictObject({ phone: e164 }).openapi('AddParticipantBody');
const MonitorBody = z
  .strictObject({
    mode: z.enum(MONITOR_MODES).openapi({
      description: '`listen`: no one hears you. `whisper`: only the agent hears you. `barge`: both hear you.',
    }),
    phone: e164.optional().openapi({ description: 'The phone to ring; by default the phone of your own agent' }),
  })
  .openapi('MonitorCallBody');
const participantParams = z.object({ ...idParam.shape, participantId: z.uuid() });

const tags = ['Conversations'];
const responses = {
  202: jsonResponse('The conversation as it shall be; the carrier follows within moments', SingleConversationResponse),
  ...errorResponses,
};
const reply = (conversation: Conversation) => ({
  success: true as const,
  conversation: presentConversation(conversation),
});

export const conversationRoutes = createRoutes();

conversationRoutes.openapi(
  createRoute({
    operationId: 'getConversation',
    method: 'get',
    path: '/calls/{id}/conversation',
    tags,
    summary: 'Get the conversation of a call',
    request: { params: idParam },
    responses: { 200: jsonResponse('The conversation', SingleConversationResponse), ...errorResponses },
  }),
  async (c) => c.json(reply(await readConversation(c.get('ctx'), c.get('actor'), c.req.valid('param').id)), 200),
);

conversationRoutes.openapi(
  createRoute({
    operationId: 'getTransferTargets',
    method: 'get',
    path: '/calls/{id}/transfer-targets',
    tags,
    summary: 'Get who could get a call',
    description: 'At most 100 agents who wait on a parked leg now, and 100 groups with such agents, by name.',
    request: { params: idParam },
    responses: { 200: jsonResponse('Agents and groups', TransferTargetsResponse), ...errorResponses },
  }),
  async (c) => c.json(presentTargets(await listTargets(c.get('ctx'), c.get('actor'), c.req.valid('param').id)), 200),
);

type Act = (ctx: Context, actor: Actor, key: Key) => Promise<Conversation>;

/** The acts without a body. A repeated act changes nothing. */
const ACTS: [operationId: string, path: string, summary: string, act: Act][] = [
  ['holdCall', 'hold', 'Put the called person on hold', (...by) => changeConversation(...by, { held: true })],
  ['resumeCall', 'resume', 'Take the called person off hold', (...by) => changeConversation(...by, { held: false })],
  ['muteCall', 'mute', 'Mute the agent', (...by) => changeConversation(...by, { agentMuted: true })],
  ['unmuteCall', 'unmute', 'Unmute the agent', (...by) => changeConversation(...by, { agentMuted: false })],
  [
    'pauseRecording',
    'recording/pause',
    'Pause the recording',
    (...by) => changeConversation(...by, { recordingPaused: true }),
  ],
  [
    'resumeRecording',
    'recording/resume',
    'Resume the recording',
    (...by) => changeConversation(...by, { recordingPaused: false }),
  ],
  ['completeTransfer', 'transfer/complete', 'Complete a warm transfer', completeTransfer],
  ['cancelTransfer', 'transfer/cancel', 'Cancel a warm transfer', cancelTransfer],
];

for (const [operationId, path, summary, act] of ACTS)
  conversationRoutes.openapi(
    createRoute({
      operationId,
      method: 'post',
      path: `/calls/{id}/${path}`,
      tags,
      summary,
      request: { params: idParam },
      responses,
    }),
    async (c) => c.json(reply(await act(c.get('ctx'), c.get('actor'), c.req.valid('param').id)), 202),
  );

conversationRoutes.openapi(
  createRoute({
    operationId: 'pressDigits',
    method: 'post',
    path: '/calls/{id}/digits',
    tags,
    summary: 'Press keys',
    description: 'Plays the tones to the called person, such as a phone menu, at most once.',
    request: { params: idParam, body: jsonBody(DigitsBody) },
    responses,
  }),
  async (c) => {
    const { digits } = c.req.valid('json');
    return c.json(reply(await pressDigits(c.get('ctx'), c.get('actor'), c.req.valid('param').id, digits)), 202);
  },
);

conversationRoutes.openapi(
  createRoute({
    operationId: 'startTransfer',
    method: 'post',
    path: '/calls/{id}/transfer',
    tags,
    summary: 'Transfer a call',
    description:
      'A blind transfer gives the call away at once. In a warm transfer the called person is on hold while the agent ' +
      'talks with the receiver. An agent who gets a call must be free on a parked leg.',
    request: { params: idParam, body: jsonBody(TransferBody) },
    responses,
  }),
  async (c) => {
    const { kind, phone, agent_id: agent, agent_group_id: agentGroup } = c.req.valid('json');
    const target: TransferTarget = phone !== undefined ? { phone } : agent ? { agent } : { agentGroup: agentGroup! };
    const input = { kind, target };
    return c.json(reply(await startTransfer(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input)), 202);
  },
);

conversationRoutes.openapi(
  createRoute({
    operationId: 'addParticipant',
    method: 'post',
    path: '/calls/{id}/participants',
    tags,
    summary: 'Add a participant',
    request: { params: idParam, body: jsonBody(ParticipantBody) },
    responses,
  }),
  async (c) => {
    const { phone } = c.req.valid('json');
    return c.json(reply(await addParticipant(c.get('ctx'), c.get('actor'), c.req.valid('param').id, phone)), 202);
  },
);

conversationRoutes.openapi(
  createRoute({
    operationId: 'removeParticipant',
    method: 'delete',
    path: '/calls/{id}/participants/{participantId}',
    tags,
    summary: 'Remove a participant',
    request: { params: participantParams },
    responses,
  }),
  async (c) => {
    const { id, participantId } = c.req.valid('param');
    return c.json(reply(await removeParticipant(c.get('ctx'), c.get('actor'), id, participantId)), 202);
  },
);

conversationRoutes.openapi(
  createRoute({
    operationId: 'monitorCall',
    method: 'post',
    path: '/calls/{id}/monitor',
    tags,
    summary: 'Listen to a call, whisper or barge in',
    description: 'Rings your phone. Another `mode` changes how you take part. The audit log names you.',
    request: { params: idParam, body: jsonBody(MonitorBody) },
    responses,
  }),
  async (c) => {
    const input = c.req.valid('json');
    return c.json(reply(await monitorCall(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input)), 202);
  },
);

conversationRoutes.openapi(
  createRoute({
    operationId: 'endMonitoring',
    method: 'delete',
    path: '/calls/{id}/monitor',
    tags,
    summary: 'Leave a call that you listen to',
    request: { params: idParam },
    responses,
  }),
  async (c) => c.json(reply(await endMonitoring(c.get('ctx'), c.get('actor'), c.req.valid('param').id)), 202),
);
