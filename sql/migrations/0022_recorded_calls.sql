-- A call that others carry keeps nobody from being called: its end may never be told, and we ring nobody for it.
drop index calls_one_live_per_number;
create unique index calls_one_live_per_number on calls (tenant_id, to_number)
  where live and direction = 'outbound' and not recorded_by_api;
