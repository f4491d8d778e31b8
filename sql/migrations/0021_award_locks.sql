-- Whoever gives an award back locks its target before its cap buckets, in the order of whoever takes one: the other way round
-- two calls of one target could wait for each other. And nobody waits long for a target that many calls want at once: a
-- caller is on the line, so the next best bid is taken instead.
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
