-- The list of auctions by campaign and by status, newest first, as the index bid_requests_listed is for all.
create index bid_requests_by_campaign on bid_requests (tenant_id, campaign_id, id desc);
create index bid_requests_by_status on bid_requests (tenant_id, status, id desc);
