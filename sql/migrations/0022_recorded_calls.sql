-- An externally logged call does not block calls to its number: its end may never be reported, and we ring no phone for it.
drop index calls_one_live_per_number;
create unique index calls_one_live_per_number on calls (tenant_id, to_number)
  where live and direction = 'outbound' and not recorded_by_api;
