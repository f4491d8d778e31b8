-- An externally logged call does not block other calls to the same number, for two reasons: the end of such a call may
-- never be reported, and the product rings no phone for such a call.
drop index calls_one_live_per_number;
create unique index calls_one_live_per_number on calls (tenant_id, to_number)
  where live and direction = 'outbound' and not recorded_by_api;
