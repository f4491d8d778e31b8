-- Each campaign has a routing type. The CallCenter Pro API showed a campaign without one as `priority`, and a client that
-- sent the shown value back stored it.
update campaigns set routing_type = 'priority' where routing_type is null;
alter table campaigns alter column routing_type set default 'priority';
alter table campaigns alter column routing_type set not null;
