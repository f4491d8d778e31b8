-- What the carrier charges in addition to the price of a call: machine detection and minutes in conferences. The carrier
-- lists no price of them for each call, so they are computed from list prices.
alter table calls add column carrier_fees numeric(12, 5) not null default 0 check (carrier_fees >= 0);

-- Whether the carrier was asked to detect an answering machine on the leg, which has a price.
alter table call_legs add column has_detection boolean not null default false;
-- A parked leg serves many calls, so its price belongs to no call. It belongs to the campaign that rang the agent.
alter table call_legs add column campaign_id bigint references campaigns (id);
alter table call_legs add column next_poll_at timestamptz;
alter table call_legs add column polls integer not null default 0;

create index call_legs_parked_by_campaign on call_legs (campaign_id, end_time) where campaign_id is not null;
create index call_legs_parked_unpriced on call_legs (next_poll_at) where next_poll_at is not null;
