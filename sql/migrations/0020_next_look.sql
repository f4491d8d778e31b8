-- When the carrier is asked again for the price or the recording of an ended call. When this time is long past, the job was
-- lost. Null: not asked yet.
alter table calls add column next_look_at timestamptz;
