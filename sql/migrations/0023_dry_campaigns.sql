-- Whether the campaign was completed because no lead was left to call. The campaign becomes active again when a lead of
-- the campaign becomes callable, for example by a call-back that was agreed in the last call.
alter table campaigns add column ran_dry boolean not null default false check (not ran_dry or status = 'completed');
