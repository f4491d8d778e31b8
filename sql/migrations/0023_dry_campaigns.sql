-- Whether the campaign was completed because no lead was left to call. It goes on when one of its leads becomes callable
-- again, for example by a call-back that was agreed in the last call.
alter table campaigns add column ran_dry boolean not null default false check (not ran_dry or status = 'completed');
