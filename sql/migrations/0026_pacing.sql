-- Renames the key `learnt` in each saved pacer state to `statistics`. A pacer that does not find this key starts without
-- statistics.
update campaigns
set pacer_state = (pacer_state - 'learnt') || jsonb_build_object('statistics', pacer_state -> 'learnt')
where pacer_state ? 'learnt';
