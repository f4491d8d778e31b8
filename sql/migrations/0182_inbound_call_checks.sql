-- Until when the calls of the carrier's account were compared with the table calls. One row, because all tenants share the
-- carrier's account.
create table inbound_call_checks (
  is_only boolean primary key default true check (is_only),
  checked_until timestamptz not null
);
