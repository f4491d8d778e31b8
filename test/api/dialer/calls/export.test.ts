import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { insertEndedCall } from '../../../helpers/fixtures/ended-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { importFile, createImportAccount, createImportCampaign } from '../../../helpers/fixtures/lead-imports.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const account = await createImportAccount(system);
const { owner, tenantId } = account;

const exported = async (query: string) => {
  const { status, body, headers } = await owner.get(`/api/calls/export.csv?${query}`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
  return body['text'] as string;
};
const read = (csv: string): Record<string, string>[] => parse(csv, { columns: true });

test('an export of several pages has every call once, newest first', async () => {
  const { id: campaignId } = await createImportCampaign(system, owner, tenantId);
  // Several calls are created in each millisecond. Microseconds decide the order of the calls. If the microseconds are
  // equal, the ids decide the order.
  await sql`
    insert into calls (tenant_id, campaign_id, direction, status, from_number, to_number, start_time, end_time, disposition,
      created_at)
    select ${tenantId}, ${campaignId}, 'outbound', 'completed', '+14155551234', '+14155552671', now(), now(), 'busy',
      '2024-05-01'::timestamptz + n / 2 * interval '310 microseconds'
    from generate_series(1, 2500) n`;
  const ids = read(await exported(`campaign_id=${campaignId}`)).map((row) => row['id']);
  const expected = await sql<{ uuid: string }[]>`
    select uuid from calls where campaign_id = ${campaignId} order by created_at desc, id desc`;
  expect(ids).toEqual(expected.map(({ uuid }) => uuid));
  expect(await exported(`campaign_id=${campaignId}&disposition=failed`)).toMatch(/^id,tenant_id,[^\n]*\r\n$/);
});

test('an export contains no spreadsheet formula, and its phone numbers can be imported again', async () => {
  const formulas = ['=HYPERLINK("http://evil.example","x")', '+cmd|calc', '-2+3', '@SUM(1)', '\t=1', '＝1'];
  const { id: campaignId, uuid } = await createImportCampaign(system, owner, tenantId);
  await sql`update campaigns set name = '=1+1' where id = ${campaignId}`;
  const phones = formulas.map((_, n) => `+1415555261${n}`);
  const leadIds = await insertLeads(sql, uuid, phones);
  for (const [n, formula] of formulas.entries()) {
    await sql`update leads set first_name = ${formula} where id = ${leadIds[n]!}`;
    await insertEndedCall(sql, {
      tenantId,
      campaignId,
      leadId: leadIds[n],
      toNumber: phones[n],
      notes: formula,
      callSid: `${formula}${n}`,
    });
  }
  const csv = await exported(`campaign_id=${campaignId}`);
  const rows = read(csv);
  expect(rows).toHaveLength(formulas.length);
  for (const cell of rows.flatMap((row) => Object.values(row)))
    expect(cell).toMatch(/^([^=+\-@\t\r\n＝＋－＠]|$|\+\d{7,15}$)/);
  expect(rows.map((row) => row['phone']!).toReversed()).toEqual(phones);
  expect(rows.map((row) => row['to_number'])).toEqual(rows.map((row) => row['phone']));

  const target = await createImportCampaign(system, owner, tenantId);
  expect(await importFile(system, account, csv, { campaign: target })).toMatchObject({ inserted: 6, invalid: 0 });
  const leads = await sql`select phone, first_name from leads where campaign_id = ${target.id} order by phone`;
  expect(leads).toEqual(phones.map((phone, n) => ({ phone, firstName: formulas[n]!.replace('\t', ' ') })));
});
