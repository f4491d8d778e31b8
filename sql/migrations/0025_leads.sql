-- A campaign is completed when all leads of the lead list were called. The campaign becomes active again when a lead
-- becomes callable.
alter table campaigns rename column ran_dry to list_exhausted;
