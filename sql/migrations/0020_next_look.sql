-- When the carrier is to be asked again for what an ended call lacks, a price or a recording. Long past it, whoever was to
-- ask has forgotten. Null: not asked yet.
alter table calls add column next_look_at timestamptz;
