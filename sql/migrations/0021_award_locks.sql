-- rtb_refund locks the target before the cap buckets, in the same order as rtb_award. In the opposite order, two calls
-- of one target could deadlock.
--
-- A call does not wait long for a target that many calls want at the same time, because a caller is waiting. The next
-- best bid is used instead.
create or replace function rtb_refund(in_award bigint) returns boolean language plpgsql as $$
declare a rtb_awards;
begin
  update rtb_awards set status = 'refunded', ended_at = clock_now()
    where id = in_award and status = 'held' returning * into a;
  if not found then return false; end if;
  perform from rtb_targets where id = a.target_id for no key update;
  perform rtb_count(a.tenant_id, a.target_id, 'hour', a.hour_start, -1);
  perform rtb_count(a.tenant_id, a.target_id, 'day', a.day_start, -1);
  perform rtb_count(a.tenant_id, a.target_id, 'month', a.month_start, -1);
  return true;
end $$;

alter function rtb_award set lock_timeout = '250ms';
