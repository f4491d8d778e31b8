-- The caps of a target count the calls of its current hour, day and month. If the target gets another time zone, the
-- calls are counted again in the new zone. Before, the caps began at 0 again, so a target got more calls than its caps.

create or replace function rtb_release_award(in_award bigint) returns boolean language plpgsql as $$
declare
  a rtb_awards;
  zone text;
begin
  update rtb_awards set status = 'released', ended_at = clock_now()
    where id = in_award and status = 'claimed' returning * into a;
  if not found then return false; end if;
  select timezone into zone from rtb_targets where id = a.target_id for no key update;
  perform rtb_add_to_cap(a.tenant_id, a.target_id, 'hour', date_trunc('hour', a.awarded_at, zone), -1);
  perform rtb_add_to_cap(a.tenant_id, a.target_id, 'day', date_trunc('day', a.awarded_at, zone), -1);
  perform rtb_add_to_cap(a.tenant_id, a.target_id, 'month', date_trunc('month', a.awarded_at, zone), -1);
  return true;
end $$;

create function recount_caps_in_zone() returns trigger language plpgsql as $$
begin
  delete from rtb_cap_buckets where target_id = new.id;
  insert into rtb_cap_buckets (tenant_id, target_id, period, starts_at, used)
  select new.tenant_id, new.id, p.period, date_trunc(p.period, w.awarded_at, new.timezone), count(*)
  from unnest(array['hour', 'day', 'month']) as p (period)
    join rtb_awards w on w.target_id = new.id and w.status <> 'released'
      and w.awarded_at >= date_trunc('month', clock_now(), new.timezone)
  group by p.period, date_trunc(p.period, w.awarded_at, new.timezone);
  return null;
end $$;

create trigger recount_caps after update of timezone on rtb_targets for each row
  when (new.timezone is distinct from old.timezone) execute function recount_caps_in_zone();

alter table rtb_targets alter column acceptance_values
  set default '{true,1,yes,y,ok,accept,accepted,approved,success,successful,reserved,match,matched,sold,won}';

create index rtb_awards_by_target on rtb_awards (target_id, awarded_at);
