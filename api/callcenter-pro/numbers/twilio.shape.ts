/** The carrier account, numbers and recordings as the `/twilio` routes show them. */
import { z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import type { Result } from '../../../shared/jobs.ts';
import type { RecordingWithCall } from '../../../sql/calls/recordings.ts';
import { integer } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';
import { signedMediaUrl } from '../../../shared/domain/calls/recordings.ts';

export const TwilioAccountResponse = z
  .object({
    accountSid: z.string(),
    friendlyName: z.string(),
    status: z.string(),
    type: z.string(),
    dateCreated: timestamp,
    dateUpdated: timestamp,
  })
  .openapi('TwilioAccountResponse');

export const TwilioPhoneNumberResponse = z
  .object({
    phoneNumber: z.string(),
    phoneNumberSid: z.string(),
    friendlyName: z.string(),
    voiceUrl: z.string().nullable(),
    statusCallback: z.string().nullable(),
    capabilities: z.object({ voice: z.boolean(), sms: z.boolean(), mms: z.boolean() }),
  })
  .openapi('TwilioPhoneNumberResponse');
export const TwilioPhoneNumbersResponse = z
  .object({ phoneNumbers: z.array(TwilioPhoneNumberResponse) })
  .openapi('TwilioPhoneNumbersResponse');

type CarrierNumber = Result<'carrier.numbers'>['numbers'][number];

export function presentCarrierNumber(number: CarrierNumber): z.infer<typeof TwilioPhoneNumberResponse> {
  const { phoneNumber, sid, friendlyName, voiceUrl, statusCallback } = number;
  const { voice, sms, mms } = number.capabilities;
  return {
    phoneNumber,
    phoneNumberSid: sid,
    friendlyName,
    voiceUrl,
    statusCallback,
    capabilities: { voice, sms, mms },
  };
}

export const TwilioRecordingResponse = z
  .object({
    recordingSid: z.string(),
    accountSid: z.string(),
    callSid: z.string().nullable(),
    dateCreated: timestamp,
    duration: integer.nullable(),
    channels: integer.nullable(),
    source: z.string().nullable(),
    price: z
      .string()
      .nullable()
      .openapi({ description: 'null until the carrier has priced the recording', example: '-0.0025' }),
    priceUnit: z.string(),
    status: z.enum(['in-progress', 'processing', 'completed', 'absent', 'deleted']),
    mediaUrl: z.string().openapi({ description: 'Requires the same credentials as this request' }),
  })
  .openapi('TwilioRecordingResponse');

/** The currency of all prices of the carrier. The carrier writes a charge as a negative price. */
const PRICE_UNIT = 'USD';

export function presentRecording(
  ctx: Pick<Context, 'config' | 'clock'>,
  recording: RecordingWithCall,
): z.infer<typeof TwilioRecordingResponse> {
  const { recordingSid, callSid, createdAt, duration, channels, source, price, status } = recording;
  return {
    recordingSid,
    accountSid: ctx.config.twilio.accountSid,
    callSid,
    dateCreated: createdAt.toISOString(),
    duration,
    channels,
    source,
    price: price === null ? null : String(-price),
    priceUnit: PRICE_UNIT,
    status,
    mediaUrl: signedMediaUrl(ctx, recordingSid),
  };
}
