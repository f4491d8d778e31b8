import { Readable } from 'node:stream';
import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { getCarrierAccount, updateCarrierNumber, listCarrierNumbers } from '../../../shared/domain/numbers/carrier.ts';
import { streamRecording } from '../../../shared/domain/calls/recording-media.ts';
import { requireFound } from '../../../shared/errors.ts';
import { recordingBySid } from '../../../sql/calls/recordings.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { httpUrl } from '../../http/fields.ts';
import { safeText } from '../../http/safe-text.ts';
import { errorResponses } from '../conventions.ts';
import { friendlyName } from './phone-numbers.ts';
import {
  TwilioAccountResponse,
  TwilioPhoneNumberResponse,
  ListTwilioPhoneNumbersResponse,
  presentCarrierNumber,
  presentRecording,
  TwilioRecordingResponse,
} from './twilio.shape.ts';
import { createRoutes } from '../../http/routes.ts';

/** The carrier's ids are looked up as they are: what is none is simply not found. */
const sidIn = <Name extends string>(name: Name) => {
  const sid = safeText(100).openapi({ param: { name, in: 'path' } });
  return z.object({ [name]: sid } as Record<Name, typeof sid>);
};

const settings = z.strictObject({
  friendlyName: friendlyName.optional(),
  voiceUrl: httpUrl.optional(),
  statusCallback: httpUrl.optional(),
  voiceMethod: z.enum(['POST', 'GET']).optional(),
});
/** `bytes=0-`, `bytes=500-999`, `bytes=-500`: what players ask for. */
const range = z
  .string()
  .regex(/^bytes=(?:\d{1,15}-\d{0,15}|-\d{1,15})$/, 'must be one range of bytes, such as bytes=0-1023')
  .optional();
const sound = z.any().openapi({ type: 'string', format: 'binary' });
const sounds = { 'audio/mpeg': { schema: sound }, 'audio/x-wav': { schema: sound } };
const tags = ['Twilio'];

export const twilioRoutes = createRoutes();

twilioRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/twilio/account',
    tags,
    summary: 'The carrier’s account',
    responses: { 200: jsonResponse('The account of this deployment', TwilioAccountResponse), ...errorResponses },
  }),
  async (c) => c.json(await getCarrierAccount(c.get('ctx'), c.get('actor')), 200),
);

twilioRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/twilio/phone-numbers',
    tags,
    summary: 'List your numbers as the carrier has them',
    responses: { 200: jsonResponse('Numbers', ListTwilioPhoneNumbersResponse), ...errorResponses },
  }),
  async (c) => {
    const numbers = await listCarrierNumbers(c.get('ctx'), c.get('actor'));
    return c.json({ phoneNumbers: numbers.map(presentCarrierNumber) }, 200);
  },
);

twilioRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/twilio/phone-numbers/{phoneNumberSid}',
    tags,
    summary: 'Change the settings of one of your numbers at the carrier',
    description: 'Changing the number itself (PUT /phone-numbers/{id}) sets its URLs to those of this system again.',
    request: { params: sidIn('phoneNumberSid'), body: jsonBody(settings) },
    responses: { 200: jsonResponse('The number as the carrier has it now', TwilioPhoneNumberResponse), ...errorResponses },
  }),
  async (c) => {
    const { phoneNumberSid } = c.req.valid('param');
    const number = await updateCarrierNumber(c.get('ctx'), c.get('actor'), phoneNumberSid, c.req.valid('json'));
    return c.json(presentCarrierNumber(number), 200);
  },
);

twilioRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/twilio/recordings/{recordingSid}',
    tags,
    summary: 'Get a recording',
    request: { params: sidIn('recordingSid') },
    responses: { 200: jsonResponse('What is known of it', TwilioRecordingResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql, config } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'calls.read');
    const recording = requireFound(await recordingBySid(sql, scope, c.req.valid('param').recordingSid), 'Recording');
    return c.json(presentRecording(config, recording), 200);
  },
);

twilioRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/twilio/recordings/{recordingSid}/media',
    tags,
    summary: 'Hear a recording, or a part of it',
    request: {
      params: sidIn('recordingSid'),
      query: z.object({ format: z.enum(['mp3', 'wav']).default('mp3') }),
      headers: z.object({ range }),
    },
    responses: {
      200: { description: 'The sound', content: sounds },
      206: { description: 'The part that Range asked for', content: sounds },
      416: { description: 'There is no such part', content: sounds },
      ...errorResponses,
    },
  }),
  async (c) => {
    const { format } = c.req.valid('query');
    const { range } = c.req.valid('header');
    const { recordingSid } = c.req.valid('param');
    const { signal } = c.req.raw;
    const sound = await streamRecording(c.get('ctx'), c.get('actor'), recordingSid, { format, range, signal });
    const headers = {
      ...sound.headers,
      // What it is, whatever the carrier says; and nobody else's browser shows it later.
      'content-type': format === 'mp3' ? 'audio/mpeg' : 'audio/x-wav',
      'content-disposition': `inline; filename="${recordingSid}.${format}"`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    };
    return c.body(Readable.toWeb(sound.body) as ReadableStream, sound.status, headers);
  },
);
