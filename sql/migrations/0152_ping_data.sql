-- What bidders learn about a call before they win it.
alter table rtb_targets
  -- Further HTTP headers of the request: name and template.
  add column headers jsonb not null default '{}',
  -- Whether the request contains the caller's number, its SHA-256 hash, or neither.
  add column caller_id_exposure text not null default 'full' check (caller_id_exposure in ('full', 'hashed', 'hidden'));
alter table visits
  -- Further values that the page sent about the visitor, such as a ZIP code or a sub-id: name and text.
  add column tags jsonb not null default '{}';

do $$
declare definition text;
begin
  select pg_get_triggerdef(oid) into strict definition from pg_trigger
    where tgname = 'audit' and tgrelid = 'rtb_targets'::regclass;
  drop trigger audit on rtb_targets;
  -- A header may contain a key of the bidder, so the audit log says only that the headers changed.
  execute regexp_replace(definition, '(audit_row\(''\w+'', ''[^'']*)', '\1 caller_id_exposure');
end $$;
