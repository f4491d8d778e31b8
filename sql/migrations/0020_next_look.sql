-- The time at which the carrier is asked again for the price or the recording of an ended call. If this time is long
-- past, the job was lost. Null if the carrier was not asked yet.
alter table calls add column next_look_at timestamptz;
