/** The devices with which agents take calls. */
import { z } from '@hono/zod-openapi';
import { createDeviceToken, updateAgentDevice } from '../../../shared/domain/agents/devices.ts';
import { AGENT_DEVICES } from '../../../shared/rules/agents/device.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { integer } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { idParam } from '../conventions.ts';
import { AgentResponse, presentAgent } from './agents.shape.ts';

const tags = ['Agents'];

const UpdateAgentDeviceBody = z.strictObject({ device: z.enum(AGENT_DEVICES) }).openapi('UpdateAgentDeviceBody');
const UpdateAgentDeviceResponse = z
  .object({ success: z.literal(true), agent: AgentResponse })
  .openapi('UpdateAgentDeviceResponse');
const DeviceTokenResponse = z
  .object({
    success: z.literal(true),
    token: z.string().openapi({ description: "Goes to the carrier's client library, such as `@twilio/voice-sdk`" }),
    identity: z.string(),
    expires_in: integer.openapi({ description: 'In seconds. Ask for a new token before the end.' }),
    carrier: z.enum(['simulator', 'twilio']),
    socket_url: z.string().nullable().openapi({
      description: 'The WebSocket of the simulated carrier; null with Twilio, whose library knows its own',
    }),
  })
  .openapi('DeviceTokenResponse');

export const agentDeviceRoutes = createRoutes();

agentDeviceRoutes.openapi(
  createRoute({
    operationId: 'updateAgentDevice',
    method: 'put',
    path: '/agents/{id}/device',
    tags,
    summary: 'Choose the device of an agent',
    description: 'Agents may choose for themselves, supervisors and administrators for every agent.',
    request: { params: idParam, body: jsonBody(UpdateAgentDeviceBody) },
    responses: { 200: jsonResponse('The updated agent', UpdateAgentDeviceResponse), ...errorResponses },
  }),
  async (c) => {
    const { device } = c.req.valid('json');
    const agent = await updateAgentDevice(c.get('ctx'), c.get('actor'), c.req.valid('param').id, device);
    return c.json({ success: true as const, agent: presentAgent(agent) }, 200);
  },
);

agentDeviceRoutes.openapi(
  createRoute({
    operationId: 'createDeviceToken',
    method: 'post',
    path: '/agents/{id}/device-token',
    tags,
    summary: 'Create a device token',
    description:
      'A short-lived token of the carrier, with which the browser of the agent registers for calls. Each agent gets ' +
      'the own token only.',
    request: { params: idParam },
    responses: { 201: jsonResponse('The token', DeviceTokenResponse), ...errorResponses },
  }),
  async (c) => {
    const { config } = c.get('ctx');
    const { token, identity, expiresInSeconds } = await createDeviceToken(
      c.get('ctx'),
      c.get('actor'),
      c.req.valid('param').id,
    );
    const socketUrl = config.carrier === 'simulator' ? `${config.simulator.url.replace(/^http/, 'ws')}/devices` : null;
    const body = { token, identity, expires_in: expiresInSeconds, carrier: config.carrier, socket_url: socketUrl };
    return c.json({ success: true as const, ...body }, 201);
  },
);
