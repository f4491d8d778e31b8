-- Personal data is kept for a limited time (`shared/domain/operations/retention.ts`). Each index holds only the rows that
-- are still to be shortened or deleted, so a sweep without work reads nothing.

alter table visits add address_shortened boolean not null default false;
create index visits_with_full_address on visits (created_at) where not address_shortened;

create index bid_responses_with_reply on bid_responses (created_at) where raw_response is not null;

create index call_events_age on call_events (created_at);

alter table lead_imports add errors_deleted boolean not null default false;
create index lead_imports_with_errors on lead_imports (finished_at) where finished_at is not null and not errors_deleted;
