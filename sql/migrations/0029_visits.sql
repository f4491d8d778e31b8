-- The table `tracking_sessions` is renamed to `visits`, because a session is a login. The API still uses the name
-- `sessionId` for the id that a visitor's browser sends.
alter table tracking_sessions rename to visits;
alter table visits rename constraint tracking_sessions_pkey to visits_pkey;
alter table visits rename constraint tracking_sessions_session_id_check to visits_session_id_check;
alter table visits rename constraint tracking_sessions_tracking_id_key to visits_tracking_id_key;
alter table visits rename constraint tracking_sessions_uuid_key to visits_uuid_key;
alter table visits rename constraint tracking_sessions_campaign_id_fkey to visits_campaign_id_fkey;
alter table visits rename constraint tracking_sessions_phone_number_id_fkey to visits_phone_number_id_fkey;
alter table visits rename constraint tracking_sessions_tag_id_fkey to visits_tag_id_fkey;
alter table visits rename constraint tracking_sessions_tenant_id_fkey to visits_tenant_id_fkey;
alter index tracking_sessions_age rename to visits_by_age;
alter index tracking_sessions_by_campaign rename to visits_by_campaign;
alter index tracking_sessions_by_session rename to visits_by_session;
alter index tracking_sessions_by_tag rename to visits_by_tag;
alter index tracking_sessions_listed rename to visits_by_tenant;

alter table calls rename column tracking_session_id to visit_id;
alter table calls rename constraint calls_tracking_session_id_fkey to calls_visit_id_fkey;

alter table number_leases rename column tracking_session_id to visit_id;
alter table number_leases rename constraint number_leases_tracking_session_id_fkey to number_leases_visit_id_fkey;
