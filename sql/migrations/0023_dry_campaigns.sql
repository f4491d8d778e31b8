-- Completed because nobody was left to call, not because its time was over or somebody said so: it goes on when one of its
-- leads is to be called again, such as after a call-back that was agreed on in its last call.
alter table campaigns add column ran_dry boolean not null default false check (not ran_dry or status = 'completed');
