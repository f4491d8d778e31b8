alter table campaigns
  -- The period over which the law counts abandoned calls: 30 days (16 CFR 310.4(b)(4)), a day (Ofcom), a calendar month
  -- (CRTC).
  add column abandon_window text not null default '30d' check (abandon_window in ('30d', '24h', 'calendar_month')),
  -- The minimum number of answered calls in the ledger. With fewer answered calls than this minimum, the share of
  -- abandoned calls does not count yet.
  add column abandon_answers_min integer not null default 50 check (abandon_answers_min between 1 and 200),
  -- preview: an agent sees a lead and decides whether to call.
  drop constraint campaigns_dial_mode_check,
  add check (dial_mode in ('preview', 'progressive', 'predictive'));

update campaigns set abandon_window = '24h' where abandon_window_hours <= 24;
alter table campaigns drop column abandon_window_hours;

-- Leads that agents see before the agents call. An expired preview counts as no preview, so no job has to delete
-- expired previews.
create table lead_previews (
  lead_id bigint primary key references leads on delete cascade,
  tenant_id bigint not null references tenants,
  -- An agent has one preview at a time.
  agent_id bigint not null unique references agents,
  expires_at timestamptz not null,
  created_at timestamptz not null default clock_now()
);
