-- How the carrier detects machines: its parameters MachineDetectionTimeout (seconds), MachineDetectionSpeechThreshold,
-- MachineDetectionSpeechEndThreshold and MachineDetectionSilenceTimeout (milliseconds), with its limits and defaults.
alter table campaigns
  add machine_detection_timeout integer not null default 30 check (machine_detection_timeout between 3 and 59),
  add machine_detection_speech_threshold integer not null default 2400
    check (machine_detection_speech_threshold between 1000 and 6000),
  add machine_detection_speech_end_threshold integer not null default 1200
    check (machine_detection_speech_end_threshold between 500 and 5000),
  add machine_detection_silence_timeout integer not null default 5000
    check (machine_detection_silence_timeout between 2000 and 10000);

drop trigger audit on campaigns;
create trigger audit after insert or update or delete on campaigns for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('campaign',
    'name description status caller_id schedule_start schedule_end timezone calling_hours_start calling_hours_end agent_group_id retry_policy amd_enabled amd_mode machine_detection_timeout machine_detection_speech_threshold machine_detection_speech_end_threshold machine_detection_silence_timeout agent_legs voicemail_message_url record_calls wrap_up_seconds ring_seconds_max dial_mode abandon_target_rate abandon_hard_rate abandon_window abandon_answers_min required_skills phone_number routing_type pool_id rtb_router_id enable_rtb rtb_id conversion_seconds deleted_at duplicate_window_seconds duplicate_action duplicate_billable duplicate_payable hidden_callers caller_calls_per_hour_max',
    'pacer_state pacing_report total_leads calls_made calls_completed routing_turn list_exhausted');
