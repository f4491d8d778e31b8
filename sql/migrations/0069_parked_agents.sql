-- Agents are on the line before a person answers. A phone that starts to ring only after the answer cannot be connected
-- within the two seconds of the law.
alter table campaigns
  alter column agent_legs set default 'parked',
  alter column amd_mode set default 'async';

update campaigns set agent_legs = 'parked' where dial_mode = 'predictive' and agent_legs = 'on_demand';

-- A predictive campaign starts more calls than agents are free, so each of its agents must be on a parked leg. A draft
-- may still have another combination.
alter table campaigns add constraint campaigns_predictive_agents_parked
  check (status = 'draft' or dial_mode <> 'predictive' or agent_legs = 'parked');
