-- Locks the claims of a tenant until the end of the transaction, and returns its limits and what it uses, in one trip
-- (`lockCarrierRoom`). The function sees what the claims before it have written, although the statement began before.
create function lock_carrier_room(
  in_tenant bigint,
  out live_calls bigint, out live_minutes double precision, out ended_dollars numeric, out limits jsonb
) language plpgsql as $$
begin
  -- As `lockTimeLimits` (sql/db.ts): a frozen process must not keep the others waiting.
  perform set_config('idle_in_transaction_session_timeout', '2500', true), set_config('lock_timeout', '2000', true),
    pg_advisory_xact_lock(hashtext('tenant.claims'), in_tenant::int);
  select u.live_calls, u.live_minutes, u.ended_dollars into live_calls, live_minutes, ended_dollars
    from carrier_use(in_tenant) u;
  select t.limits into limits from tenants t where t.id = in_tenant;
end $$;
