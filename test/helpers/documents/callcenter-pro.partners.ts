/** The examples of the CallCenter Pro document: webhooks, Twilio, publishers, integrations and errors. */
import { z } from 'zod';
import { ids, times } from './callcenter-pro.shapes.ts';
import type { Example } from './replay.ts';
import {
  decimal,
  email,
  filledText,
  flag,
  integer,
  list,
  one,
  phone,
  shape,
  sid,
  sometimes,
  text,
  time,
  twiml,
  url,
} from './shapes.ts';

const PRICES = ['per_call', 'per_minute', 'cpa', 'cpl'] as const;

const inboundCall = { From: '+14155557778', CallStatus: 'ringing', Direction: 'inbound' };
const webhooks: Example[] = [
  {
    line: 1304,
    send: 'POST /api/webhooks/voice',
    as: 'carrier',
    body: { ...inboundCall, CallSid: 'CA00000000000000000000000000001304', To: '{first:campaignPhone}' },
    reply: twiml('<Dial[^>]* timeout="30"', '<Number[^>]*>\\+\\d+</Number>', '</Dial>'),
  },
  {
    line: 1326,
    send: 'POST /api/webhooks/pool/{pool}/voice',
    as: 'carrier',
    body: { ...inboundCall, CallSid: 'CA00000000000000000000000000001326', To: '{pooledNumber}' },
    reply: twiml('<Dial[^>]* timeout="30"', '<Number[^>]*>\\+\\d+</Number>', '</Dial>'),
  },
  {
    line: 1338,
    send: 'POST /api/webhooks/status',
    as: 'carrier',
    body: {
      CallSid: 'CA00000000000000000000000000001304',
      CallStatus: 'completed',
      CallDuration: '120',
      RecordingUrl: 'https://api.twilio.com/recording.mp3',
    },
    status: 204,
  },
  {
    line: 1349,
    send: 'POST /api/rtb/webhook/{target}',
    as: 'bidder',
    body: {
      requestId: 'req_123456',
      campaignId: 'a1b2c3d4e5f6g7h8i9j0',
      callerId: '+1234567890',
      callStartTime: '2025-01-01T00:00:00Z',
      minBid: 2.5,
      maxBid: 25.0,
      currency: 'USD',
    },
    reply: shape({
      bidAmount: decimal,
      destinationNumber: phone,
      accepted: z.literal(true),
      currency: z.literal('USD'),
      duration: integer,
    }),
  },
];

const twilio: Example[] = [
  {
    line: 1380,
    send: 'GET /api/twilio/account',
    reply: shape({
      accountSid: sid('AC'),
      friendlyName: filledText,
      status: z.literal('active'),
      type: z.literal('Full'),
      dateCreated: time,
      dateUpdated: time,
    }),
  },
  {
    line: 1397,
    send: 'GET /api/twilio/phone-numbers',
    reply: shape({
      phoneNumbers: list(
        shape({
          phoneNumber: phone,
          phoneNumberSid: sid('PN'),
          friendlyName: text,
          voiceUrl: url,
          statusCallback: url,
          capabilities: shape({ voice: flag, sms: flag, mms: flag }),
        }),
      ),
    }),
  },
  {
    line: 1422,
    send: 'PUT /api/twilio/phone-numbers/{boughtSid}',
    body: {
      friendlyName: 'string',
      voiceUrl: 'https://api.example.com/webhooks/voice',
      statusCallback: 'https://api.example.com/webhooks/status',
      voiceMethod: 'POST',
    },
    each: { voiceMethod: ['POST', 'GET'] },
  },
  {
    line: 1435,
    send: 'GET /api/twilio/recordings/{recordingSid}',
    reply: shape({
      recordingSid: sid('RE'),
      accountSid: sid('AC'),
      callSid: sid('CA'),
      dateCreated: time,
      duration: integer,
      channels: integer,
      source: z.literal('DialVerb'),
      price: z.string().regex(/^-\d+\.\d+$/),
      priceUnit: z.literal('USD'),
      status: z.literal('completed'),
      mediaUrl: url,
    }),
  },
];

const partners: Example[] = [
  {
    line: 1461,
    send: 'GET /api/publishers',
    reply: list(
      shape({
        ...ids,
        name: text,
        companyName: text,
        contactEmail: email,
        contactPhone: phone,
        payoutType: one(...PRICES),
        defaultPayout: decimal,
        isActive: flag,
        ...times,
      }),
    ),
  },
  {
    line: 1485,
    send: 'POST /api/publishers',
    body: {
      name: 'Premium Publisher',
      companyName: 'Publisher Corp',
      contactEmail: 'contact@publisher.com',
      contactPhone: '{phone}',
      payoutType: 'per_call',
      defaultPayout: 5.0,
      isActive: true,
    },
    status: 201,
    each: { payoutType: PRICES },
    save: { publisher: 'id' },
    creates: true,
  },
  {
    line: 1520,
    send: 'POST /api/publishers/{publisher}/campaigns',
    body: { campaignId: '{first:campaign}', customPayout: 6.0 },
    status: 201,
  },
  {
    line: 1501,
    send: 'GET /api/publishers/{publisher}/campaigns',
    reply: list(
      shape({
        campaignId: integer,
        campaignName: text,
        customPayout: decimal,
        calls: integer,
        revenue: decimal,
        createdAt: time,
      }),
    ),
  },
  {
    line: 1535,
    send: 'GET /api/integrations',
    reply: list(
      shape({
        ...ids,
        name: text,
        platform: one('hubspot', 'salesforce', 'pipedrive', 'zapier'),
        // A secret: masked on purpose.
        apiKey: filledText,
        webhookUrl: url,
        isActive: flag,
        lastSync: sometimes(time),
        ...times,
      }),
    ),
  },
  {
    line: 1558,
    send: 'POST /api/integrations',
    body: {
      name: 'HubSpot CRM',
      platform: 'hubspot',
      apiKey: 'pat-na1-secret',
      webhookUrl: 'https://api.hubspot.com/webhook',
      isActive: true,
    },
    status: 201,
    save: { integration: 'id' },
    creates: true,
  },
  {
    line: 1572,
    send: 'POST /api/integrations/{integration}/sync',
    reply: shape({
      success: z.literal(true),
      recordsSynced: integer,
      lastSyncTime: time,
      errors: z.array(z.unknown()),
    }),
  },
];

const error = shape({
  error: filledText,
  message: filledText,
  statusCode: integer,
  timestamp: time,
});
const invalid = shape({
  error: z.literal('Validation failed'),
  details: list(shape({ field: text, message: filledText })),
});
const errors: Example[] = [
  { line: 48, send: 'POST /api/buyers', body: '{', status: 400, reply: error.extend({ statusCode: z.literal(400) }) },
  { line: 49, send: 'GET /api/buyers', as: 'nobody', status: 401, reply: error },
  {
    line: 50,
    send: 'POST /api/buyers',
    as: 'member',
    body: { name: 'A', phoneNumber: '{phone}' },
    status: 403,
    reply: error,
  },
  { line: 51, send: 'GET /api/buyers/999999', status: 404, reply: error },
  { line: 51, send: 'GET /api/nothing', status: 404, reply: error },
  {
    line: 52,
    send: 'POST /api/tracking-tags',
    body: { name: 'string', tagCode: '{first:tagCode}', campaignId: '{first:campaign}', isActive: true },
    status: 409,
    reply: error,
  },
  {
    line: 66,
    send: 'POST /api/buyers',
    body: { name: 'A', phoneNumber: '{phone}', email: 'nobody' },
    status: 422,
    reply: invalid,
  },
];

export const partnerExamples = [...webhooks, ...twilio, ...partners, ...errors];
