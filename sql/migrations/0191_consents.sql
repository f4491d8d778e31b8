-- What people consented to, as the lead file or the request says it: the proof that a number may be called. The table is
-- append-only. A person who takes the consent back is on the do-not-call list.
create table consents (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  phone text not null,
  kind text not null check (kind in ('express', 'express_written', 'artificial_voice')),
  -- Where the consent was given: a form, a recording, the name of a list.
  source text,
  -- The words to which the person consented.
  consent_text text,
  evidence_url text,
  given_at timestamptz not null,
  import_id bigint references lead_imports on delete set null,
  recorded_by bigint references users,
  created_at timestamptz not null default clock_now()
);
-- A repeated request or a file that is uploaded again adds no row.
create unique index consents_once on consents
  (tenant_id, phone, kind, given_at, md5(coalesce(source, '') || chr(10) || coalesce(consent_text, '') || chr(10) || coalesce(evidence_url, '')));
create index consents_import on consents (import_id) where import_id is not null;

create function keep_consent() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'import_id' = to_jsonb(old) - 'import_id' then
    return new;
  end if;
  raise exception 'Consents are append-only: insert a new row instead.';
end $$;
create trigger keep before update on consents for each row execute function keep_consent();
