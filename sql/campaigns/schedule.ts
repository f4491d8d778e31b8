import type { Pool, Sql } from '../db.ts';

/** One scheduler ticks the campaigns of all tenants, in no order: whoever comes first takes the free agents. */

export async function listActiveCampaignIds(sql: Sql): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`select id from campaigns where status = 'active' order by random()`;
  return rows.map((row) => row.id);
}

/** Campaigns whose time has come start, in all tenants. */
export async function startScheduledCampaigns(sql: Sql): Promise<number> {
  const started = await sql`
    update campaigns set status = 'active', updated_at = clock_now()
    where status = 'scheduled' and coalesce(schedule_start, '-infinity') <= clock_now()`;
  return started.count;
}

/**
 * Campaigns end, in all tenants, when their time is over or nobody is left to call and no import brings more. They are
 * locked before they are looked at for good: whoever gives one of them a lead to call meanwhile locks it as well (see
 * `reopenDryCampaign`), and either sees its end or keeps it from coming.
 */
export async function completeCampaigns(pool: Pool): Promise<number> {
  return pool.begin(async (sql) => {
    const over = await sql<{ id: number }[]>`
      select k.id from campaigns k where ${isOver(sql)} for no key update skip locked`;
    if (over.length === 0) return 0;
    const completed = await sql`
      update campaigns k set status = 'completed', ran_dry = coalesce(k.schedule_end > clock_now(), true),
        updated_at = clock_now()
      where k.id = any(${over.map(({ id }) => id)}) and ${isOver(sql)}`;
    return completed.count;
  });
}

/** Two questions about leads instead of one: each has a small index of its own, and this is asked every second. */
export const isOver = (sql: Sql) => sql`(
  k.status in ('active', 'scheduled', 'paused') and k.schedule_end <= clock_now()
  or k.status = 'active' and k.total_leads > 0 and k.phone_number is null
    and not exists (select from leads l where l.campaign_id = k.id and l.status = 'pending')
    and not exists (select from leads l where l.campaign_id = k.id and l.status in ('queued', 'calling'))
    and not exists (
      select from lead_imports i where i.campaign_id = k.id and i.status in ('uploading', 'pending', 'running')))`;
