-- The saved state of a pacer contains the pacer's counts under the key `statistics`. Without this key, the pacer would
-- start without statistics.
update campaigns
set pacer_state = (pacer_state - 'learnt') || jsonb_build_object('statistics', pacer_state -> 'learnt')
where pacer_state ? 'learnt';
