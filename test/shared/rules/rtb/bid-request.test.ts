import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fillPing,
  type PingTemplate,
  type PingValues,
  templateProblem,
} from '../../../../shared/rules/rtb/bid-request.ts';

const template: PingTemplate = {
  endpointUrl: 'https://api.premium.com/bid',
  httpMethod: 'POST',
  contentType: 'application/json',
  headers: {},
  // The request body is the example of the API reference.
  requestBody: '{"requestId": "{requestId}", "campaignId": "{campaignId}"}',
};
const values: PingValues = {
  requestId: 'req_123456',
  campaignId: 'a1b2c3d4e5f6g7h8i9j0',
  callerId: '+1234567890',
  calledNumber: '+1987654321',
  callStartTime: '2025-01-01T00:00:00Z',
  minBid: 2.5,
  maxBid: 25,
  currency: 'USD',
};

test('the example template is filled', () => {
  expect(templateProblem(template)).toBeUndefined();
  expect(JSON.parse(fillPing(template, values).body!)).toEqual({
    requestId: 'req_123456',
    campaignId: 'a1b2c3d4e5f6g7h8i9j0',
  });
});

test('without a template the documented request is sent', () => {
  expect(JSON.parse(fillPing({ ...template, requestBody: null }, values).body!)).toEqual(values);
});

test('a placeholder without quotes keeps its type, one in quotes is text', () => {
  const requestBody = '{"min": {minBid}, "text": "from {minBid} up", "list": [{maxBid}], "none": {calledNumber}}';
  const { body } = fillPing({ ...template, requestBody }, { ...values, calledNumber: null });
  expect(JSON.parse(body!)).toEqual({ min: 2.5, text: 'from 2.5 up', list: [25], none: null });
});

test('a GET has its placeholders in the query and no body', () => {
  const endpointUrl = 'https://b.example/bid?key=1&cid={callerId}';
  expect(fillPing({ ...template, httpMethod: 'GET', endpointUrl }, values)).toEqual({
    url: 'https://b.example/bid?key=1&cid=%2B1234567890',
    body: undefined,
  });
});

test('a GET without placeholders gets all values', () => {
  const { url } = fillPing({ ...template, httpMethod: 'GET', endpointUrl: 'https://b.example/bid?key=1' }, values);
  expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({ key: '1', callerId: '+1234567890' });
});

test('tags, headers and places are filled, and a value cannot add a header', () => {
  const asked = { ...values, callerState: 'CA', 'tags.zip': '94103\r\nX-Evil: 1' };
  const headers = { 'X-Zip': '{tags.zip}', 'x-none': '{tags.none}', 'x-key': 'k' };
  const requestBody = '{"state": "{callerState}", "zip": {tags.zip}, "sub": "{tags.sub}", "none": {utmSource}}';
  expect(templateProblem({ ...template, headers, requestBody })).toBeUndefined();
  const ping = fillPing({ ...template, headers, requestBody }, asked);
  expect(ping.headers).toEqual({ 'X-Zip': '94103X-Evil: 1', 'x-none': '', 'x-key': 'k' });
  expect(JSON.parse(ping.body!)).toEqual({ state: 'CA', zip: '94103\r\nX-Evil: 1', sub: '', none: null });
  // The default body stays as documented.
  expect(JSON.parse(fillPing({ ...template, requestBody: null }, asked).body!)).toEqual(values);
});

test('any caller number stays one value', () => {
  const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('"},"accepted":true,"x":{"{requestId}&a=b#\\'));
  fc.assert(
    fc.property(hostile, (callerId) => {
      const asked = { ...values, callerId };
      const json = fillPing({ ...template, requestBody: '{"c":"{callerId}","d":{callerId},"e":1}' }, asked).body!;
      expect(JSON.parse(json)).toEqual({ c: callerId, d: callerId, e: 1 });
      fc.pre(callerId.isWellFormed());
      const contentType = 'application/x-www-form-urlencoded';
      const form = fillPing({ ...template, contentType, requestBody: 'a=1&c={callerId}' }, asked).body!;
      expect([...new URLSearchParams(form)]).toEqual([
        ['a', '1'],
        ['c', callerId],
      ]);
      const endpointUrl = 'https://b.example/bid?c={callerId}&z=1';
      const { url } = fillPing({ ...template, httpMethod: 'GET', endpointUrl }, asked);
      expect([...new URL(url).searchParams]).toEqual([
        ['c', callerId],
        ['z', '1'],
      ]);
      expect(new URL(url).host).toBe('b.example');
    }),
  );
});

test.each([
  ['endpointUrl', { endpointUrl: 'https://{callerId}.example/' }],
  ['endpointUrl', { endpointUrl: 'https://b.example/{callerId}' }],
  ['endpointUrl', { endpointUrl: 'https://b.example/?a={nobody}' }],
  ['headers', { headers: { Host: 'b.example' } }],
  ['headers', { headers: { 'content-length': '1' } }],
  ['headers', { headers: { 'a b': '1' } }],
  ['headers', { headers: { a: '{nobody}' } }],
  ['contentType', { contentType: 'text/xml' }],
  ['requestBody', { requestBody: '{"a": {callerId}' }],
  ['requestBody', { requestBody: '{"a": "{callerNumber}"}' }],
])('a template with a wrong %s is refused: %j', (field, wrong) => {
  expect(templateProblem({ ...template, ...wrong })?.field).toBe(field);
});
