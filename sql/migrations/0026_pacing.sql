-- The saved state of a pacer names its counts `statistics`. A state without that key would count as a cold start.
update campaigns
set pacer_state = (pacer_state - 'learnt') || jsonb_build_object('statistics', pacer_state -> 'learnt')
where pacer_state ? 'learnt';
