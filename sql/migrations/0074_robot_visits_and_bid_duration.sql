-- A robot gets a listed visit, too, so that each tracking id that the API returns is found again. Robots lease no number
-- and do not count in the analytics.
alter table visits add column is_robot boolean not null default false;

-- The hosted bidder names this duration in its bids, in seconds of conversation.
alter table rtb_targets add column bid_duration integer not null default 0 check (bid_duration between 0 and 86400);
drop trigger audit on rtb_targets;
create trigger audit after insert or update or delete on rtb_targets for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('rtb_target',
    'name company_name contact_person contact_email contact_phone endpoint_url http_method content_type authentication auth_type timeout_ms connection_timeout_ms bid_amount_path destination_number_path acceptance_path currency_path duration_path min_bid_micros max_bid_micros bid_duration currency timezone hours_of_operation is_active max_concurrent_calls hourly_cap daily_cap monthly_cap deleted_at',
    'conversion_rate auth_token_mask');
