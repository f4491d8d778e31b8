-- A call whose money or conversion changes after a platform has received it is sent again. `revision` counts the changes,
-- and `sending_revision` is the revision that a sync has read. So a change during a sync is sent by the next one.
alter table integration_records
  add column revision integer not null default 0 check (revision >= 0),
  add column sending_revision integer not null default 0;

create function send_corrected_call_again() returns trigger language plpgsql as $$
begin
  update integration_records r set revision = r.revision + 1, updated_at = clock_now(),
    state = case when r.state = 'sent' then 'pending' else r.state end,
    failures = case when r.state = 'sent' then 0 else r.failures end
  where r.call_id = new.id and r.state in ('sent', 'sending')
    and r.integration_id in (select i.id from integrations i where i.tenant_id = new.tenant_id);
  return null;
end $$;

create trigger send_again after update of revenue_micros, converted on calls for each row
  when (not new.live and not new.erased
    and (new.revenue_micros, new.converted) is distinct from (old.revenue_micros, old.converted))
  execute function send_corrected_call_again();
