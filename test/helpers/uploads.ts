/** Files of leads on their way in: through the API, or straight to the worker's door. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Actor } from '../../shared/domain/access.ts';
import { storeUpload, submitUpload } from '../../shared/domain/lead-imports.ts';
import { actorOf } from '../../shared/domain/users.ts';
import { campaignByKey, type CampaignRow } from '../../sql/campaigns.ts';
import { importById, type ImportRow } from '../../sql/lead-imports.ts';
import { userByUuid } from '../../sql/users.ts';
import { campaignExample, type Client, foundTenant } from './client.ts';
import type { TestSystem } from './system.ts';

/** A form as a browser or curl sends it; the file comes first, as in the document. */
export function csvForm(file: string | Buffer, fields: Record<string, string> = {}, fileName = 'leads.csv'): FormData {
  const form = new FormData();
  form.append('file', new File([new Uint8Array(Buffer.from(file))], fileName, { type: 'text/csv' }));
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

export type Account = { owner: Client; actor: Actor; tenantId: number; campaign: CampaignRow };

/** A new tenant with a campaign to import into. */
export async function openAccount(system: TestSystem): Promise<Account> {
  const owner = await foundTenant(system);
  const { sql } = system.ctx;
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  return {
    owner,
    tenantId: tenant.id,
    actor: await actorBehind(system, owner),
    campaign: await openCampaign(system, owner, tenant.id),
  };
}

/** The user behind a client, for tests that call verbs themselves. */
export async function actorBehind({ ctx }: TestSystem, { user }: Client): Promise<Actor> {
  return actorOf((await userByUuid(ctx.sql, user.id))!);
}

export async function openCampaign(system: TestSystem, owner: Client, tenantId: number): Promise<CampaignRow> {
  const { body } = await owner.post('/api/campaigns', { ...campaignExample, name: randomUUID() });
  return (await campaignByKey(system.ctx.sql, { tenantId, onlyGroupId: undefined }, { uuid: body['campaign'].id }))!;
}

type FileOptions = { country?: string; fieldMapping?: Record<string, string>; campaign?: CampaignRow | null };

/** An upload that waits for its worker. */
export async function submitFile(
  system: TestSystem,
  account: Account,
  file: string | Buffer,
  { country, fieldMapping = {}, campaign = account.campaign }: FileOptions = {},
): Promise<ImportRow> {
  const kind = campaign ? 'leads' : 'dnc';
  async function* bytes() {
    yield Buffer.from(file);
  }
  const upload = await storeUpload(system.ctx, account.actor, { kind, name: 'leads.csv', bytes: bytes() });
  const target = { campaign: campaign && { id: campaign.id }, fieldMapping, defaultCountry: country ?? null };
  return submitUpload(system.ctx, account.actor, upload, target, 0);
}

/** An upload and its import, at once. */
export async function importFile(
  system: TestSystem,
  account: Account,
  file: string | Buffer,
  options: FileOptions = {},
): Promise<ImportRow> {
  const { id } = await submitFile(system, account, file, options);
  await system.runJob('leads.import', { importId: id });
  return (await importById(system.ctx.sql, id))!;
}

/** A number that may be dialled; different for each `n` below eight million. */
export const phoneOf = (n: number) => `+1212${String(2_000_000 + n).padStart(7, '0')}`;

export const phoneFile = (phones: string[]) => `phone\n${phones.join('\n')}\n`;

export const numbered = (count: number) => phoneFile(Array.from({ length: count }, (_, n) => phoneOf(n)));

export async function phonesIn({ ctx: { sql } }: TestSystem, { campaign }: Account): Promise<string[]> {
  const leads = await sql<{ phone: string }[]>`
    select phone_normalized as phone from leads where campaign_id = ${campaign.id} order by id`;
  return leads.map((lead) => lead.phone);
}

/** What a finished import must leave behind, however it came about. */
export async function expectWhole(system: TestSystem, account: Account, importId: number, leads: number) {
  const { sql } = system.ctx;
  const row = (await importById(sql, importId))!;
  expect(row).toMatchObject({ status: 'completed', error: null, bytesDone: row.byteCount, inserted: leads });
  expect(await sql`select from lead_import_chunks where import_id = ${importId}`).toHaveLength(0);
  expect(new Set(await phonesIn(system, account)).size).toBe(leads);
  const [campaign] = await sql`select total_leads from campaigns where id = ${account.campaign.id}`;
  expect(campaign).toEqual({ totalLeads: leads });
}
