import { expect, inject, test } from 'vitest';
import { countCalls, listCalls } from '../../../sql/calls/calls.ts';
import { createTenant } from '../../helpers/api/client.ts';
import { insertEndedCall } from '../../helpers/fixtures/ended-calls.ts';
import { insertRow } from '../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

test('the total of calls equals the list, before and after the sums of days are written', async () => {
  const owner = await createTenant(system);
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  const scope = { tenantId: tenant.id, onlyGroupId: undefined };
  const campaign = await insertRow.campaigns(sql, tenant.id);
  const insert = async (day: number, hour: number, more: object = {}) => {
    const { id } = await insertEndedCall(sql, {
      tenantId: tenant.id,
      createdAt: `2024-01-${day}T${hour}:30:00Z`,
      campaignId: hour % 2 === 0 ? campaign.id : null,
      ...more,
    });
    return id;
  };
  const expectTotals = async (total: number) => {
    for (const filter of [{}, { campaign: { id: campaign.id } }, { campaign: { uuid: campaign.uuid } }]) {
      const listed = await listCalls(sql, scope, filter, { limit: 100, offset: 0 });
      expect(await countCalls(sql, scope, filter)).toBe(listed.length);
    }
    expect(await countCalls(sql, scope, {})).toBe(total);
  };
  for (const day of [10, 11]) for (const hour of [12, 13, 14]) await insert(day, hour);
  const live = { status: 'in-progress', endTime: null, disposition: null };
  await insert(11, 14, live);
  await insert(11, 15, { ...live, status: 'reserved', startTime: null, toNumber: '+14155552672' });
  await insert(11, 15, { direction: 'inbound', startTime: null, status: 'failed' });
  await insert(11, 16, { startTime: null, status: 'failed' });
  await expectTotals(8);
  await system.runJob('statistics.update', {});
  await expectTotals(8);
  await insert(11, 13);
  await sql`update calls set campaign_id = null where tenant_id = ${tenant.id} and created_at < '2024-01-10T12:45:00Z'`;
  await expectTotals(9);
  expect(await countCalls(sql, scope, { status: 'in-progress' })).toBe(1);
  expect(await countCalls(sql, { ...scope, onlyGroupId: null }, {})).toBe(9);
});

/** To insert a million calls takes about a minute. */
const CALLS = 1_000_000;
const BATCH = 50_000;

test.runIf(inject('isLong'))(
  'a page deep in a million calls reads as much as the first page',
  { timeout: 600_000 },
  async () => {
    const owner = await createTenant(system);
    const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
    await sql`alter table calls disable trigger user`;
    for (let first = 0; first < CALLS; first += BATCH)
      await sql`
    insert into calls (tenant_id, direction, status, from_number, to_number, start_time, end_time, disposition, created_at)
    select ${tenant.id}, 'outbound', 'completed', '+14155551234', '+14155552671', at, at, 'no_answer', at
    from (select '2024-01-01'::timestamptz + n * interval '7 seconds' as at from generate_series(${first}::int, ${first + BATCH - 1}::int) n) calls`;
    await sql`analyze calls`;
    const [deepest] = await sql<[{ id: number }]>`
    select id from calls where tenant_id = ${tenant.id} order by created_at offset 1000 limit 1`;
    // A connection writes its statistics itself, so one connection does everything.
    const connection = await sql.reserve();
    const blocksRead = async (after?: number) => {
      const count = async () => {
        await connection`select pg_stat_force_next_flush()`;
        const [row] = await connection<[{ blocks: number }]>`
        select idx_blks_read + idx_blks_hit + heap_blks_read + heap_blks_hit as blocks
        from pg_statio_user_tables where relname = 'calls'`;
        return row.blocks;
      };
      const before = await count();
      const scope = { tenantId: tenant.id, onlyGroupId: undefined };
      expect(await listCalls(connection, scope, {}, { limit: 100, offset: 0, after })).toHaveLength(100);
      return (await count()) - before;
    };
    expect(await blocksRead(deepest.id)).toBeLessThan(2 * (await blocksRead()) + 20);
    connection.release();
  },
);
