-- What an import does with a row whose number the campaign has already: nothing, update the lead, or also make a finished
-- lead due again. Such rows count as duplicates; `updated` and `requeued` count those of them that changed a lead.
alter table lead_imports add column on_duplicate text not null default 'skip'
  check (on_duplicate in ('skip', 'update', 'requeue'));
alter table lead_imports add column updated integer not null default 0;
alter table lead_imports add column requeued integer not null default 0;
