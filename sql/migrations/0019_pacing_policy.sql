alter table campaigns
  -- Over which time the law counts abandoned calls: 30 days (16 CFR 310.4(b)(4)), a day (Ofcom), a calendar month (CRTC).
  add column abandon_window text not null default '30d' check (abandon_window in ('30d', '24h', 'calendar_month')),
  -- The ledger must hold so many answers before a share of it means anything.
  add column abandon_answers_min integer not null default 50 check (abandon_answers_min between 1 and 200),
  -- preview: an agent looks at a lead and decides to call.
  drop constraint campaigns_dial_mode_check,
  add check (dial_mode in ('preview', 'progressive', 'predictive'));

update campaigns set abandon_window = '24h' where abandon_window_hours <= 24;
alter table campaigns drop column abandon_window_hours;

-- Leads that agents look at before they call. A lease that is over counts as none, so nobody has to take it back.
create table lead_previews (
  lead_id bigint primary key references leads on delete cascade,
  tenant_id bigint not null references tenants,
  -- One lead at a time.
  agent_id bigint not null unique references agents,
  expires_at timestamptz not null,
  created_at timestamptz not null default clock_now()
);
