-- Every second, the scheduler looks for agents whose wrap-up has ended.
create index agents_wrap_up on agents (wrap_up_until) where wrap_up_until is not null;
