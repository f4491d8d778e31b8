-- Jobs in the outbox and events of calls that have an older name get the new one.
update outbox set kind = case kind
  when 'call.settle' then 'call.value'
  when 'number.configure' then 'number.sync'
  else kind
end
where kind in ('call.settle', 'number.configure');

update call_events set event = 'call_logged' where event = 'call_recorded';
