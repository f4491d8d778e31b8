/** Tests the consents that requests and files say about leads. */
import { expect, test } from 'vitest';
import { queueOf } from '../../../../shared/enqueue.ts';
import { createImportAccount, importFile } from '../../../helpers/fixtures/lead-imports.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql, queues } = system.ctx;
const account = await createImportAccount(system);
const { owner, campaign } = account;

const WRITTEN = {
  kind: 'express_written',
  source: 'https://example.com/quote',
  text: 'I agree to calls with automated equipment.',
  at: '2026-01-10T09:30:00Z',
  evidence_url: 'https://cert.trustedform.com/0a1b2c',
};

async function consentsOf(phone: string) {
  const { body } = await owner.get(`/api/leads?campaign_id=${campaign.uuid}&limit=100`);
  return body.leads.find((lead: { phone_normalized: string }) => lead.phone_normalized === phone)?.consents;
}

test('a lead brings its consent, which is kept once, and shown with the lead', async () => {
  const lead = { campaign_id: campaign.uuid, phone: '+12125550101', priority: 'high', consent: WRITTEN };
  for (const status of ['inserted', 'duplicate']) {
    const { body } = await owner.post('/api/leads', lead);
    expect(body.leads[0].status).toBe(status);
  }
  const shown = [
    {
      ...WRITTEN,
      at: '2026-01-10T09:30:00.000Z',
      id: expect.any(String),
      numeric_id: expect.any(Number),
      recorded_at: expect.any(String),
    },
  ];
  expect(await consentsOf('+12125550101')).toEqual(shown);
  const [row] = await sql`select recorded_by, import_id from consents where phone = '+12125550101'`;
  expect(row).toMatchObject({ recordedBy: expect.any(Number), importId: null });
});

test('a newer consent to a known number is added, and no consent is changed', async () => {
  const newer = { kind: 'artificial_voice', at: '2026-01-12T09:30:00Z' };
  await owner.post('/api/leads', { campaign_id: campaign.uuid, phone: '+12125550101', consent: newer });
  expect((await consentsOf('+12125550101')).map(({ kind }: { kind: string }) => kind)).toEqual([
    'artificial_voice',
    'express_written',
  ]);
  await expect(sql`update consents set kind = 'express'`).rejects.toThrow('append-only');
});

test.each([
  ['of an unknown kind', { ...WRITTEN, kind: 'verbal' }],
  ['without a time', { kind: 'express' }],
])('a consent %s is refused', async (_, consent) => {
  const reply = await owner.post('/api/leads', { campaign_id: campaign.uuid, phone: '+12125550109', consent });
  expect(reply.status).toBe(400);
});

test('a consent in the future adds no lead', async () => {
  const consent = { ...WRITTEN, at: '2027-01-01T00:00:00Z' };
  const { body } = await owner.post('/api/leads', { campaign_id: campaign.uuid, phone: '+12125550109', consent });
  expect(body.errors).toMatchObject([{ field: 'consent.at', error: 'must not be in the future' }]);
  expect(await sql`select from leads where phone_normalized = '+12125550109'`).toHaveLength(0);
});

test('a file says the consent of its rows, and a row without a clear consent keeps its words as custom fields', async () => {
  const imported = await importFile(
    system,
    account,
    'phone,consent_kind,consent_date,consent_source,consent_text\n' +
      '+12125550102,Express Written,2026-01-05 10:00:00Z,landing page,Call me\n' +
      '+12125550103,express,2026-01-05,,\n' +
      '+12125550104,express,yesterday,landing page,\n' +
      '+12125550105,,2026-01-05,,\n',
  );
  expect(imported).toMatchObject({ inserted: 4, warnings: 1 });
  expect(await consentsOf('+12125550102')).toMatchObject([
    { kind: 'express_written', at: '2026-01-05T10:00:00.000Z', source: 'landing page', text: 'Call me' },
  ]);
  expect(await consentsOf('+12125550103')).toMatchObject([{ kind: 'express', at: '2026-01-05T00:00:00.000Z' }]);
  expect(await consentsOf('+12125550104')).toEqual([]);
  expect(await consentsOf('+12125550105')).toEqual([]);
  const [unclear] = await sql`select custom_fields from leads where phone_normalized = '+12125550104'`;
  expect(unclear!['customFields']).toMatchObject({ consent_kind: 'express', consent_date: 'yesterday' });
});

const ticks = async () => (await queueOf(queues, 'campaign.tick').getPrioritized()).length;

test('the request that adds a lead enqueues the tick that calls it', async () => {
  for (const job of await queueOf(queues, 'campaign.tick').getPrioritized()) {
    await job.removeDeduplicationKey();
    await job.remove();
  }
  await owner.post('/api/leads', { campaign_id: campaign.uuid, phone: '+12125550101' });
  expect(await ticks()).toBe(0);
  await owner.post('/api/leads', { campaign_id: campaign.uuid, phone: '+12125550110' });
  expect(await ticks()).toBe(1);
});
