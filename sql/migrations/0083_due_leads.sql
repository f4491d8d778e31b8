-- The places of phone numbers: the time zones and the region on which the calling hours depend. There are some hundred
-- places in the world, so the dialer can look at the places of a campaign instead of the campaign's leads.
create table places (
  id integer generated always as identity primary key,
  -- The `NumberPlace` of `shared/rules/compliance/number-time-zones.ts`, as JSON text with its keys in a fixed order.
  place text not null unique
);

-- 0: not known yet. There is no foreign key, because its check would make an import slower, and places are never deleted.
alter table leads add column place_id integer not null default 0;

-- The first column of these indexes is an expression that no other index has. So the planner can answer "the pending leads
-- of a campaign" only from these indexes, also if the statistics of the table are old or missing, as after an import.
drop index leads_due, leads_in_call;
create index leads_due on leads (
  (case when status = 'pending' then campaign_id end), priority_rank, coalesce(next_call_at, '-infinity'), id)
  where status = 'pending';
create index leads_due_by_place on leads (
  (case when status = 'pending' then campaign_id end), place_id, priority_rank, coalesce(next_call_at, '-infinity'), id)
  where status = 'pending';
create index leads_in_call on leads ((case when status in ('queued', 'calling') then campaign_id end), id)
  where status in ('queued', 'calling');
create index leads_without_place on leads (id) where place_id = 0 and status = 'pending';
-- Every tick counts the reserved calls.
create index calls_reserved on calls (tenant_id) where live and status = 'reserved' and direction = 'outbound';

-- The usual settings wait until 10 % of a table has changed (20 % for a vacuum). Of a table with ten million leads, an
-- ordinary import changes less, so the planner would not know the leads of the newest campaign for days.
alter table leads set (
  autovacuum_analyze_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
alter table calls set (
  autovacuum_analyze_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
alter table call_legs set (
  autovacuum_analyze_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
alter table call_events set (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
alter table dnc_numbers set (autovacuum_analyze_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.02);
-- These small tables get and lose a row with every job or call. Without a vacuum they grow to many times their size.
alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
alter table pacing_events set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
alter table campaigns set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
alter table agents set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
