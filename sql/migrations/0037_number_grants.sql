-- The right of a tenant to use a phone number of the carrier account: for inbound calls and as a caller ID. A number is
-- granted to at most one tenant at a time.
create table number_grants (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  phone_number text not null,
  -- The carrier's id of the number. Null if the carrier was not asked for the number.
  phone_number_sid text,
  -- operator: the operator granted the number. purchase: the tenant bought the number. simulator: the tenant registered
  -- the number while the carrier was the simulator. upgrade: the tenant used the number before this table existed.
  source text not null check (source in ('operator', 'purchase', 'simulator', 'upgrade')),
  created_at timestamptz not null default clock_now(),
  revoked_at timestamptz
);
create unique index number_grants_one_tenant on number_grants (phone_number) where revoked_at is null;
create index number_grants_number on number_grants (phone_number);
create index number_grants_tenant on number_grants (tenant_id, id);

-- Numbers that tenants used before. A registered number has one tenant, and so has the phone number of an open campaign.
insert into number_grants (tenant_id, phone_number, phone_number_sid, source)
select tenant_id, phone_number, phone_number_sid, 'upgrade' from phone_numbers where deleted_at is null;

insert into number_grants (tenant_id, phone_number, source)
select tenant_id, phone_number, 'upgrade' from campaigns
where phone_number is not null and deleted_at is null and status not in ('completed', 'cancelled')
on conflict (phone_number) where revoked_at is null do nothing;

-- A caller ID of several tenants is granted to none of them, because only the operator knows who may use the number.
insert into number_grants (tenant_id, phone_number, source)
select min(tenant_id), caller_id, 'upgrade' from campaigns
where caller_id is not null and deleted_at is null and status in ('scheduled', 'active', 'paused')
group by caller_id having count(distinct tenant_id) = 1
on conflict (phone_number) where revoked_at is null do nothing;

-- The phone number of a campaign is unique within its tenant. Calls go only to the tenant to which the number is granted,
-- so a campaign of another tenant with the same number gets no calls.
drop index campaigns_phone_number;
create unique index campaigns_phone_number on campaigns (tenant_id, phone_number)
  where deleted_at is null and status not in ('completed', 'cancelled');
create index campaigns_dialled_number on campaigns (phone_number) where phone_number is not null;

-- The carrier's id of a number is unique within its tenant. An id that another tenant has entered must not be visible.
drop index phone_numbers_sid;
create unique index phone_numbers_sid on phone_numbers (tenant_id, phone_number_sid) where deleted_at is null;
