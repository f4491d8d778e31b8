-- A user can delete a lead. The calls to the lead stay, with the number that was called.
alter table calls drop constraint calls_lead_id_fkey;
alter table calls add constraint calls_lead_id_fkey foreign key (lead_id) references leads on delete set null;

drop trigger audit on leads;
create trigger audit after update or delete on leads for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('lead', 'country type priority call_back do_not_call next_call_at',
    'status status_reason call_attempts last_call_at priority_rank import_id');
