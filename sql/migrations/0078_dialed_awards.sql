-- The attempt to connect the call in which the destination of this award was dialed (`calls.route_attempt`). Null until
-- the destination is dialed. Only the award of the call's last attempt can earn money: an award that was claimed and
-- never dialed earns nothing, whatever the caller heard.
alter table rtb_awards add column route_attempt int check (route_attempt > 0);

update rtb_awards w set route_attempt = c.route_attempt
from calls c
where c.id = w.call_id and w.status = 'claimed' and c.route_attempt > 0 and c.forwarded_to = w.destination;
