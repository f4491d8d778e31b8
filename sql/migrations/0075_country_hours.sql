-- The hours that a campaign states for countries whose law the product does not know, or where people must agree before a
-- call. Example: {"JP": [{"start": "09:00", "end": "18:00"}]}.
alter table campaigns add column country_hours jsonb not null default '{}'
  check (jsonb_typeof(country_hours) = 'object');
