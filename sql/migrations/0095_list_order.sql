-- Each list has an index in its own order, so that a page deep in a list costs the same as the first page.

create index campaigns_tenant on campaigns (tenant_id, id) where deleted_at is null;
create index dnc_numbers_tenant on dnc_numbers (tenant_id, id) where removed_at is null;
create index user_invitations_tenant on user_invitations (tenant_id, id);

drop index buyers_tenant;
create index buyers_listed on buyers (tenant_id, priority, id) where deleted_at is null;
create index campaign_buyers_listed on campaign_buyers (tenant_id, campaign_id, priority, buyer_id);

drop index bid_responses_listed;
create index bid_responses_listed on bid_responses (tenant_id, bid_request_id desc, rank, id);

drop index sessions_of_user;
create index sessions_of_user on sessions (tenant_id, user_id, id);

drop index phone_numbers_publisher;
create index phone_numbers_publisher on phone_numbers (publisher_id, id) where publisher_id is not null;
drop index tracking_tags_publisher;
create index tracking_tags_publisher on tracking_tags (publisher_id, id) where publisher_id is not null;
