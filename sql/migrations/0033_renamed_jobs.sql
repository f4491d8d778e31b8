-- Jobs in the outbox and events of calls with an old name get the new name.
update outbox set kind = case kind
  when 'call.settle' then 'call.value'
  when 'number.configure' then 'number.sync'
  else kind
end
where kind in ('call.settle', 'number.configure');

update call_events set event = 'call_logged' where event = 'call_recorded';
