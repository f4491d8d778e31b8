import { Readable } from 'node:stream';
import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  getCarrierAccount,
  getCarrierNumber,
  listCarrierNumbers,
  updateCarrierNumber,
} from '../../../shared/domain/numbers/carrier-account.ts';
import { requireFound } from '../../../shared/errors.ts';
import { recordingBySid } from '../../../sql/calls/recordings.ts';
import { httpUrl } from '../../http/fields.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { type ApiEnv, createRoute, createRoutes } from '../../http/routes.ts';
import { safeText } from '../../http/safe-text.ts';
import { errorResponses } from '../conventions.ts';
import { friendlyName } from './phone-numbers.ts';
import {
  presentCarrierNumber,
  presentRecording,
  TwilioAccountResponse,
  TwilioPhoneNumberResponse,
  TwilioPhoneNumbersResponse,
  TwilioRecordingResponse,
} from './twilio.shape.ts';
import { streamRecording, streamSignedRecording } from '../../../shared/domain/calls/recordings.ts';
import type { RecordingFormat, RecordingMedia } from '../../../shared/clients/twilio-recording-media.ts';
import type { MiddlewareHandler } from 'hono';

/**
 * Declares a path parameter with an id of the carrier. The syntax of the id is not checked, because the response to an
 * unknown id is 404 in any case.
 */
const sidParam = <Name extends string>(name: Name) => {
  const sid = safeText(100).openapi({ param: { name, in: 'path' } });
  return z.object({ [name]: sid } as Record<Name, typeof sid>);
};

const UpdateTwilioPhoneNumberBody = z
  .strictObject({
    friendlyName: friendlyName.optional(),
    voiceUrl: httpUrl.optional(),
    statusCallback: httpUrl.optional(),
    voiceMethod: z.enum(['POST', 'GET']).optional(),
  })
  .openapi('UpdateTwilioPhoneNumberBody');
/** The `Range` header as media players send the header: `bytes=0-`, `bytes=500-999` or `bytes=-500`. */
const range = z
  .string()
  .regex(/^bytes=(?:\d{1,15}-\d{0,15}|-\d{1,15})$/, 'must be one range of bytes, such as bytes=0-1023')
  .optional();
const format = { format: z.enum(['mp3', 'wav']).default('mp3') };
const signedAddress = z.object({
  expires: z.coerce.number().int().min(0).openapi({ description: 'Unix seconds' }),
  signature: safeText(100),
});
const audio = z.any().openapi({ type: 'string', format: 'binary' });
const audioContent = { 'audio/mpeg': { schema: audio }, 'audio/x-wav': { schema: audio } };
const tags = ['Twilio'];

export const twilioRoutes = createRoutes();

twilioRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/twilio/account',
    operationId: 'getTwilioAccount',
    tags,
    summary: 'Get the carrier account',
    responses: { 200: jsonResponse('The account of this deployment', TwilioAccountResponse), ...errorResponses },
  }),
  async (c) => c.json(await getCarrierAccount(c.get('ctx'), c.get('actor')), 200),
);

twilioRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/twilio/phone-numbers',
    operationId: 'listTwilioPhoneNumbers',
    tags,
    summary: 'List your numbers with their settings at the carrier',
    responses: { 200: jsonResponse('Numbers', TwilioPhoneNumbersResponse), ...errorResponses },
  }),
  async (c) => {
    const numbers = await listCarrierNumbers(c.get('ctx'), c.get('actor'));
    return c.json({ phoneNumbers: numbers.map(presentCarrierNumber) }, 200);
  },
);

twilioRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/twilio/phone-numbers/{phoneNumberSid}',
    operationId: 'getTwilioPhoneNumber',
    tags,
    summary: 'Get one of your numbers with its settings at the carrier',
    request: { params: sidParam('phoneNumberSid') },
    responses: { 200: jsonResponse('The number', TwilioPhoneNumberResponse), ...errorResponses },
  }),
  async (c) => {
    const { phoneNumberSid } = c.req.valid('param');
    return c.json(presentCarrierNumber(await getCarrierNumber(c.get('ctx'), c.get('actor'), phoneNumberSid)), 200);
  },
);

twilioRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/twilio/phone-numbers/{phoneNumberSid}',
    operationId: 'updateTwilioPhoneNumber',
    tags,
    summary: 'Update the settings of one of your numbers at the carrier',
    description:
      'An update of the number itself (PUT /phone-numbers/{id}) sets its URLs to those of this system again.',
    request: { params: sidParam('phoneNumberSid'), body: jsonBody(UpdateTwilioPhoneNumberBody) },
    responses: {
      200: jsonResponse('The number with its settings at the carrier', TwilioPhoneNumberResponse),
      ...errorResponses,
    },
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
    operationId: 'getTwilioRecording',
    tags,
    summary: 'Get a recording',
    request: { params: sidParam('recordingSid') },
    responses: { 200: jsonResponse('The recording', TwilioRecordingResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const scope = authorize(c.get('actor'), 'calls.read');
    const recording = requireFound(
      await recordingBySid(ctx.sql, scope, c.req.valid('param').recordingSid),
      'Recording',
    );
    return c.json(presentRecording(ctx, recording), 200);
  },
);

twilioRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/twilio/recordings/{recordingSid}/media',
    operationId: 'getTwilioRecordingMedia',
    tags,
    summary: 'Get the audio of a recording, or a range of it',
    description:
      'A request with `expires` and `signature`, as in the `recording_url` of a call, needs no credential. So a page can ' +
      'play the recording. The address expires after one to two hours.',
    request: {
      params: sidParam('recordingSid'),
      query: z.object({ ...format, ...signedAddress.partial().shape }),
      headers: z.object({ range }),
    },
    responses: {
      200: { description: 'The audio', content: audioContent },
      206: { description: 'The range of the audio', content: audioContent },
      416: { description: 'The audio is shorter than the range', content: audioContent },
      ...errorResponses,
    },
  }),
  async (c) => {
    const { format } = c.req.valid('query');
    const { range } = c.req.valid('header');
    const { recordingSid } = c.req.valid('param');
    const { signal } = c.req.raw;
    const media = await streamRecording(c.get('ctx'), c.get('actor'), recordingSid, { format, range, signal });
    return c.body(
      Readable.toWeb(media.body) as ReadableStream,
      media.status,
      audioHeaders(media, recordingSid, format),
    );
  },
);

function audioHeaders({ headers }: RecordingMedia, recordingSid: string, format: RecordingFormat) {
  return {
    ...headers,
    // The content type of the requested format, whatever content type the carrier states.
    'content-type': format === 'mp3' ? 'audio/mpeg' : 'audio/x-wav',
    'content-disposition': `inline; filename="${recordingSid}.${format}"`,
    // A shared browser must not show the recording to the next user.
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  };
}

/**
 * Answers a request with a signed address, without a credential. `app.ts` mounts this handler before the two APIs, which
 * answer all other requests to the path, also those whose signed address is incomplete.
 */
export const playSignedRecording: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const query = z.object({ ...format, ...signedAddress.shape }).safeParse(c.req.query());
  const asked = range.safeParse(c.req.header('range'));
  if (!query.success || !asked.success) return next();
  const recordingSid = c.req.param('recordingSid') ?? '';
  const options = { format: query.data.format, range: asked.data, signal: c.req.raw.signal };
  const media = await streamSignedRecording(c.get('ctx'), recordingSid, query.data, options);
  return c.body(Readable.toWeb(media.body) as ReadableStream, media.status, {
    ...audioHeaders(media, recordingSid, options.format),
    // The page of another site may play the recording.
    'cross-origin-resource-policy': 'cross-origin',
  });
};
