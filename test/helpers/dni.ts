/** Pages with a tag, and the browsers that look at them. */
import { randomInt } from 'node:crypto';
import type { Reply, SessionClient } from './client.ts';
import { send } from './client.ts';
import { number, openInbound } from './inbound.ts';
import type { TestSystem } from './system.ts';

/** What a browser in use calls itself. */
export const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';

export type Pages = {
  owner: SessionClient;
  tenantId: number;
  campaignId: number;
  /** The campaign's own number. */
  ownNumber: string;
  poolId: number;
  poolNumbers: string[];
  tag: Record<string, unknown> & { id: number; tagCode: string };
};

/** A tenant of its own with a campaign, a pool of so many numbers, and a tag. */
export async function openPages(
  system: TestSystem,
  { numbers, ...fields }: { numbers: number; [field: string]: unknown },
): Promise<Pages> {
  const { sql } = system.ctx;
  const { owner, campaignId, phoneNumber: ownNumber } = await openInbound(system);
  const [{ tenantId }] = await sql<[{ tenantId: number }]>`select tenant_id from campaigns where id = ${campaignId}`;
  const [pool] = await sql<[{ id: number }]>`
    insert into number_pools (tenant_id, name, is_active) values (${tenantId}, 'A pool', true) returning id`;
  const assignedAt = new Date(system.ctx.clock.nowMs());
  const rows = Array.from({ length: numbers }, () => ({
    tenantId,
    poolId: pool.id,
    phoneNumber: number(),
    assignedAt,
  }));
  if (numbers > 0) await sql`insert into phone_numbers ${sql(rows)}`;
  await sql`update campaigns set pool_id = ${pool.id} where id = ${campaignId}`;
  const created = await owner.post('/api/tracking-tags', { name: 'Landing Page Tag', campaignId, ...fields });
  if (created.status !== 201) throw new Error(`No tag: ${JSON.stringify(created.body)}`);
  const poolNumbers = rows.map(({ phoneNumber }) => phoneNumber);
  return { owner, tenantId, campaignId, ownNumber, poolId: pool.id, poolNumbers, tag: created.body as Pages['tag'] };
}

/** An address of its own for each visitor, as most have. */
export const address = () => `198.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;

/** The system must trust one proxy for addresses to count. */
export function visit(
  system: Pick<TestSystem, 'request'>,
  body: Record<string, unknown>,
  {
    from = address(),
    userAgent = BROWSER,
    origin,
    path = '/api/dni/track',
  }: { from?: string; userAgent?: string; origin?: string; path?: string } = {},
): Promise<Reply> {
  const headers = { 'x-forwarded-for': from, 'user-agent': userAgent, ...(origin && { origin }) };
  return send(system, 'POST', path, { body, headers, dialect: 'callcenter-pro' });
}
