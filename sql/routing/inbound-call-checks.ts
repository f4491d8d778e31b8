/** The search for inbound calls that are on no book, because no store took the carrier's reports about them. */
import type { Sql } from '../db.ts';

/**
 * Returns until when the carrier's calls were compared with ours. The first search begins now, so calls of the carrier's
 * account from before the installation stay out.
 */
export async function callsCheckedUntil(sql: Sql): Promise<Date> {
  const [row] = await sql<[{ checkedUntil: Date }]>`
    insert into inbound_call_checks (checked_until) values (clock_now())
    on conflict (is_only) do update set checked_until = inbound_call_checks.checked_until
    returning checked_until`;
  return row.checkedUntil;
}

/** Stores until when the carrier's calls were compared. Two workers that search at once never move the time back. */
export async function saveCallsChecked(sql: Sql, until: Date): Promise<void> {
  await sql`update inbound_call_checks set checked_until = greatest(checked_until, ${until})`;
}

/**
 * Returns those of the carrier's calls that are to a number of a tenant and not in the table `calls`.
 *
 * @crossTenant Safe: all tenants share one carrier account. A number is granted to one tenant, who gets the call.
 */
export async function listUnknownCallSids(sql: Sql, calls: { sid: string; to: string }[]): Promise<string[]> {
  const rows = await sql<{ sid: string }[]>`
    select s.sid
    from unnest(${calls.map(({ sid }) => sid)}::text[], ${calls.map(({ to }) => to)}::text[]) as s (sid, number)
    where exists (select from number_grants g where g.phone_number = s.number and g.revoked_at is null)
      and s.sid is not null and not exists (select from calls c where c.call_sid = s.sid and not c.externally_logged)`;
  return rows.map(({ sid }) => sid);
}
