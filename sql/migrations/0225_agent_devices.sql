-- An agent takes calls with a phone, or with the browser in which the console is open. The carrier rings `address`.
alter table agents
  add column device text not null default 'phone' constraint agents_device_check check (device in ('phone', 'browser')),
  add column address text not null generated always as
    (case device when 'browser' then 'client:agent_' || replace(uuid::text, '-', '') else phone end) stored;
