alter table campaigns
  -- progressive: one call for each free agent. predictive: as many calls as the legal limit of abandoned calls permits.
  add column dial_mode text not null default 'predictive' check (dial_mode in ('progressive', 'predictive')),
  -- Limits on abandoned calls, as a share of the calls that people answered. The hard limit is the law's 3 % (16 CFR
  -- 310.4(b)(4)(i)). The target is lower, so that the pacer stays below the hard limit.
  add column abandon_target_rate numeric(5, 4) not null default 0.025,
  add column abandon_hard_rate numeric(5, 4) not null default 0.03,
  add column abandon_window_hours integer not null default 720 check (abandon_window_hours between 1 and 720),
  -- The report of the last tick: the data that the tick read, and the decision. The pacing route of the API shows this
  -- report.
  add column pacing_report jsonb,
  add check (abandon_hard_rate between 0.001 and 0.05),
  add check (abandon_target_rate between 0.001 and abandon_hard_rate);

-- Events since the campaign's last tick. The next tick reads these rows for the pacer's statistics and deletes the
-- rows.
create table pacing_events (
  id bigint generated always as identity primary key,
  campaign_id bigint not null references campaigns on delete cascade,
  event jsonb not null
);
create index pacing_events_by_campaign on pacing_events (campaign_id, id);

-- Calls that people answered, counted by the hour in which the call ended. So the share of abandoned calls of a month
-- is a sum of few rows.
create table abandon_ledger (
  campaign_id bigint not null references campaigns on delete cascade,
  hour timestamptz not null,
  answered integer not null default 0 check (answered >= 0),
  abandoned integer not null default 0 check (abandoned between 0 and answered),
  primary key (campaign_id, hour)
);
