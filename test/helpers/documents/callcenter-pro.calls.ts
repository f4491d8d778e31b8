/** The examples of the CallCenter Pro document: numbers, number pools and calls. */
import { z } from 'zod';
import { deleted, ids, pages, pagination, times } from './callcenter-pro.shapes.ts';
import type { Example } from './replay.ts';
import {
  decimal,
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
  url,
} from './shapes.ts';

const NUMBER_STATUSES = ['available', 'assigned', 'suspended'] as const;
const DIRECTIONS = ['inbound', 'outbound'] as const;
const CALL_STATUSES = ['queued', 'ringing', 'in-progress', 'completed', 'busy', 'failed', 'no-answer', 'canceled'];

const phoneNumber = shape({
  ...ids,
  phoneNumber: phone,
  phoneNumberSid: sid('PN'),
  friendlyName: text,
  status: one(...NUMBER_STATUSES),
  assignedTo: sometimes(one('campaign', 'pool')),
  assignedId: sometimes(integer),
  capabilities: z.array(text),
  ...times,
});

const pool = shape({
  ...ids,
  name: text,
  description: text,
  webhookUrl: url,
  isActive: flag,
  phoneNumbers: z.array(shape({ id: integer, phoneNumber: phone, status: one(...NUMBER_STATUSES) })),
  ...times,
});
const poolBody = {
  name: 'Main Pool',
  description: 'Primary number pool for campaigns',
  webhookUrl: 'https://api.example.com/webhook',
  isActive: true,
};

const call = shape({
  id: integer,
  campaignId: sometimes(integer),
  buyerId: sometimes(integer),
  callerNumber: phone,
  destinationNumber: phone,
  callSid: sometimes(sid('CA')),
  status: text,
  duration: sometimes(integer),
  recordingUrl: sometimes(url),
  cost: sometimes(decimal),
  direction: one(...DIRECTIONS),
  ...times,
});

const numbers: Example[] = [
  { line: 465, send: 'GET /api/phone-numbers', reply: list(phoneNumber) },
  { line: 489, send: 'GET /api/phone-numbers/{number}', reply: phoneNumber },
  {
    line: 494,
    send: 'POST /api/phone-numbers',
    body: {
      phoneNumber: '{phone}',
      phoneNumberSid: '{numberSid}',
      friendlyName: 'Campaign Main Line',
      capabilities: ['voice', 'sms'],
    },
    status: 201,
    reply: phoneNumber,
    save: { number: 'id' },
    creates: true,
  },
  {
    line: 507,
    send: 'PUT /api/phone-numbers/{number}',
    body: { friendlyName: 'string', status: 'assigned', assignedTo: 'campaign', assignedId: '{first:campaign}' },
    reply: phoneNumber,
  },
  {
    line: 507,
    send: 'PUT /api/phone-numbers/{number}',
    body: { status: 'available' },
    reply: phoneNumber,
    each: { status: ['available', 'suspended'] },
  },
  { line: 520, send: 'DELETE /api/phone-numbers/{number}', reply: deleted, forget: ['number'] },
  {
    line: 525,
    send: 'GET /api/phone-numbers/search?areaCode=212&type=local&limit=10',
    reply: shape({
      availableNumbers: list(
        shape({
          phoneNumber: phone,
          friendlyName: text,
          locality: text,
          region: text,
          isoCountry: z.literal('US'),
          capabilities: z.array(text),
        }),
      ),
    }),
    save: { offered: 'availableNumbers.0.phoneNumber' },
  },
  {
    line: 546,
    send: 'POST /api/phone-numbers/purchase',
    body: {
      phoneNumber: '{offered}',
      friendlyName: 'string',
      voiceUrl: 'https://api.example.com/webhooks/voice',
      statusCallback: 'https://api.example.com/webhooks/status',
    },
    status: 201,
    reply: phoneNumber,
    save: { boughtSid: 'phoneNumberSid' },
  },
];

const pools: Example[] = [
  { line: 563, send: 'GET /api/pools', reply: list(pool) },
  { line: 591, send: 'GET /api/pools/{pool}', reply: pool },
  {
    line: 596,
    send: 'POST /api/pools',
    body: poolBody,
    status: 201,
    reply: pool,
    save: { pool: 'id' },
    creates: true,
  },
  { line: 609, send: 'PUT /api/pools/{pool}', body: poolBody, reply: pool },
  { line: 622, send: 'DELETE /api/pools/{pool}', reply: deleted, forget: ['pool'] },
  { line: 627, send: 'POST /api/pools/{pool}/numbers', body: { phoneNumberId: '{number}' }, status: 201 },
  {
    line: 642,
    send: 'GET /api/pools/{pool}/stats',
    reply: shape({
      totalNumbers: z.literal(1),
      // The list of pools calls this number assigned, too.
      assignedNumbers: z.literal(1),
      availableNumbers: integer,
      utilizationRate: decimal,
      totalCalls: integer,
      averageCallsPerNumber: decimal,
    }),
  },
  { line: 637, send: 'DELETE /api/pools/{pool}/numbers/{number}', reply: deleted },
];

const calls: Example[] = [
  {
    line: 663,
    send: 'GET /api/calls?page=1&limit=50',
    reply: shape({ calls: list(call), pagination }),
    each: {
      ...pages,
      campaignId: ['{first:campaign}'],
      status: CALL_STATUSES,
    },
  },
  { line: 663, send: 'GET /api/calls?page=1&limit=50&status=completed&campaignId=1', reply: shape({ pagination }) },
  { line: 697, send: 'GET /api/calls/{first:call}', reply: call },
  {
    line: 702,
    send: 'POST /api/calls',
    body: {
      campaignId: '{first:campaign}',
      buyerId: '{first:buyer}',
      callerNumber: '+14155557777',
      destinationNumber: '{phone}',
      callSid: '{callSid}',
      status: 'completed',
      direction: 'inbound',
    },
    status: 201,
    reply: call,
    each: { direction: DIRECTIONS, status: CALL_STATUSES },
    save: { call: 'id' },
    creates: true,
  },
  {
    line: 718,
    send: 'PUT /api/calls/{first:call}',
    body: {
      status: 'completed',
      duration: 120,
      recordingUrl: 'https://api.twilio.com/recording.mp3',
      cost: 0.015,
      hangupCause: 'string',
    },
    reply: call.extend({
      status: z.literal('completed'),
      duration: z.literal(120),
      recordingUrl: url,
      cost: z.literal(0.015),
      hangupCause: z.literal('string'),
    }),
  },
  {
    line: 732,
    send: 'GET /api/calls/{routedCall}/logs',
    reply: list(
      shape({
        id: integer,
        callId: integer,
        event: text,
        message: filledText,
        metadata: z.looseObject({}),
        createdAt: time,
      }),
    ),
  },
  { line: 754, send: 'GET /api/campaigns/{first:campaign}/calls', reply: shape({ calls: list(call), pagination }) },
];

export const callExamples = [...numbers, ...pools, ...calls];
