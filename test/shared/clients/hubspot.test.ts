import { expect, test } from 'vitest';
import { Hubspot } from '../../../shared/clients/hubspot.ts';
import { Pipedrive } from '../../../shared/clients/pipedrive.ts';
import type { PlatformCall } from '../../../shared/clients/platform.ts';
import type { PlatformHttp, PlatformRequest } from '../../../shared/clients/platform-http.ts';

const call: PlatformCall = {
  uuid: '6f1c1d8e-0000-4000-8000-000000000000',
  direction: 'outbound',
  status: 'completed',
  disposition: 'answered',
  fromNumber: '+14155551234',
  toNumber: '+14155552671',
  startTime: new Date(0),
  endTime: new Date(1_000),
  durationSeconds: 1,
  campaignId: 1,
  buyerId: null,
  buyerName: null,
  targetId: null,
  targetName: null,
  publisherId: null,
  publisherName: null,
  source: null,
  converted: null,
  revenue: null,
  revenueCurrency: null,
  campaignName: '<script>campaign()</script>',
  recordingUrl: null,
  notes: '<img src=x onerror="notes()"> & more',
  contact: { phone: '+14155552671', firstName: null, lastName: null },
  contactId: null,
};

test.each([
  ['HubSpot', (http: PlatformHttp) => new Hubspot(http, { baseUrl: undefined, apiKey: 'key' })],
  ['Pipedrive', (http: PlatformHttp) => new Pipedrive(http, { baseUrl: undefined, apiKey: 'key' })],
])('%s gets no HTML of a campaign name or of notes', async (_platform, createClient) => {
  const bodies: unknown[] = [];
  const http = {
    addSecret: () => {},
    errorText: () => 'refused',
    send: (_baseUrl: string, { body }: PlatformRequest) => {
      bodies.push(body);
      return Promise.resolve({ status: 200, json: { results: [], data: { id: 1 } } });
    },
  };
  await createClient(http as unknown as PlatformHttp).saveCalls([call]);
  const sent = JSON.stringify(bodies);
  expect(sent).toContain('&lt;script&gt;campaign()&lt;/script&gt;');
  expect(sent).toContain('&lt;img src=x onerror=&quot;notes()&quot;&gt; &amp; more');
  expect(sent).not.toMatch(/<(script|img)/);
});
