-- `status_since` follows each change of the status, whichever statement makes it.
create function note_status_since() returns trigger language plpgsql as $$
begin
  new.status_since := clock_now();
  return new;
end $$;

create trigger note_status_since before update of status on agents
  for each row when (new.status <> old.status) execute function note_status_since();
