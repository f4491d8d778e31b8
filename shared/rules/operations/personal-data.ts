/**
 * What an erasure on request does with each column of the database. A test compares this list with the schema, so that
 * a new column with a person's data is not forgotten. The erasure is in `shared/domain/operations/erasures.ts`.
 *
 * A person here is a person who is called or who calls. Users, agents, buyers, publishers and bidders are the tenant's
 * own staff and partners. The tenant changes their data itself.
 */

/** A list of columns, separated by spaces. `*` stands for all columns of the table. */
type Columns = string;

type ColumnsOfTable = {
  /** The columns whose values are erased or whose rows are deleted. */
  erased?: Columns;
  /** The columns that may contain data of the person and keep it, with the reason. */
  kept?: { columns: Columns; reason: string };
  /** The columns that never contain data of the person: words of this product, ids, settings of the tenant. */
  other?: Columns;
};

export const PERSONAL_DATA: Record<string, ColumnsOfTable> = {
  agent_groups: { other: '*' },
  agent_states: { other: '*' },
  agent_talks: { other: '*' },
  agents: { other: '*' },
  api_keys: { other: '*' },
  audit_events: {
    kept: {
      columns: 'changes',
      reason:
        'The audit log is append-only. Its triggers hide the values of leads, calls, do-not-call numbers and erasures.',
    },
    other: 'actor_kind actor_name verb entity request_id address',
  },
  bid_requests: { erased: 'caller_id', other: 'request_id campaign_rtb_id currency status' },
  bid_responses: { erased: 'raw_response', other: 'currency destination reason confirmation' },
  buyers: { other: '*' },
  call_events: { erased: 'event message metadata source_key' },
  call_legs: { erased: 'from_number to_number', other: 'call_sid conference_sid guest_role monitor_mode' },
  calls: {
    erased: 'from_number to_number notes metadata given_recording_url',
    kept: {
      columns: 'call_sid conference_sid',
      reason: 'The ids of the call at the carrier, which the bill of the carrier names.',
    },
    other:
      'direction answered_by disposition hangup_cause source cost_source forwarded_to buyer_currency buyer_screening ' +
      'revenue_currency payout_currency',
  },
  campaigns: {
    kept: {
      columns: 'blocked_callers allowed_callers',
      reason: 'The tenant decides whose calls it takes, and changes the lists itself.',
    },
    other:
      'name description status caller_id timezone amd_mode agent_legs voicemail_message_url dial_mode abandon_window ' +
      'required_skills phone_number routing_type rtb_id duplicate_action hidden_callers retry_policy pacer_state ' +
      'pacing_report country_hours',
  },
  call_days: { other: '*' },
  call_hours: { other: '*' },
  carrier_breakers: { other: '*' },
  exchange_rates: { other: '*' },
  consents: { erased: 'phone source consent_text evidence_url', other: 'kind' },
  conversations: {
    kept: {
      columns: 'digits',
      reason: 'The keys are deleted at the end of the call, and an erasure waits for the end.',
    },
  },
  dispositions: { other: '*' },
  disputes: {
    kept: { columns: 'reason resolution', reason: 'The reason of a dispute is part of the accounting record.' },
    other: 'status currency',
  },
  dnc_numbers: {
    kept: {
      columns: 'phone reason removal_reason',
      reason: 'The law obliges a caller to keep the number, and to prove when calls were forbidden.',
    },
    other: 'source',
  },
  erasures: {
    kept: { columns: 'reason', reason: 'The proof why the data was erased.' },
    other: 'status waits_for counts',
  },
  idempotency_keys: { erased: 'headers body', other: 'key method path request_hash form_hash' },
  integration_contacts: { erased: 'phone external_id' },
  integration_records: { erased: 'error external_id', other: 'state' },
  integration_syncs: { other: '*' },
  integrations: { other: '*' },
  invitations: { other: '*' },
  ledger_entries: { other: '*' },
  ledger_transactions: {
    kept: { columns: 'reason', reason: 'The reason of a correction is part of the accounting record.' },
    other: 'kind source_key',
  },
  lead_import_chunks: {
    kept: { columns: 'bytes', reason: 'The erasure waits until the import has ended, which deletes the file.' },
  },
  lead_import_errors: { erased: 'value error cells', other: 'field' },
  lead_import_warnings: { erased: 'value reason', other: 'column' },
  lead_imports: { other: '*' },
  lead_phones: { erased: 'phone phone_normalized type' },
  lead_recycles: { other: '*' },
  leads: {
    erased: 'phone phone_normalized dial_phone first_name last_name email type custom_fields notes',
    other: 'country priority status status_reason',
  },
  login_names: { other: '*' },
  number_grants: { other: '*' },
  number_leases: { erased: 'session_id client_address', other: 'phone_number' },
  number_pools: { other: '*' },
  number_purchases: { other: '*' },
  outbox: {
    kept: { columns: 'payload', reason: 'A job stays for some seconds, until the queue has it.' },
    other: 'kind options',
  },
  pacing_events: { other: '*' },
  password_resets: { other: '*' },
  payout_terms: { other: '*' },
  payouts: { other: '*' },
  phone_numbers: { other: '*' },
  places: { other: '*' },
  pool_webhook_deliveries: { erased: 'event_key body last_result', other: 'status' },
  publishers: { other: '*' },
  recordings: { erased: 'media_url', other: 'recording_sid status source' },
  rtb_awards: { other: '*' },
  rtb_cap_buckets: { other: '*' },
  rtb_routers: { other: '*' },
  rtb_targets: { other: '*' },
  second_factors: { other: '*' },
  sessions: { other: '*' },
  tag_codes: { other: '*' },
  tenants: { other: '*' },
  tracking_tags: { other: '*' },
  user_invitations: { other: '*' },
  users: { other: '*' },
  visits: {
    erased: 'tracking_id session_id content term gclid fbclid msclkid tags page referrer user_agent ip_address',
    other: 'source medium campaign domain',
  },
};

export type KeptData = { data: string; reason: string };

/** What an erasure keeps, and why. The replies of the API show this list. */
export const KEPT_DATA: readonly KeptData[] = [
  {
    data: 'The number, in the do-not-call list',
    reason:
      'A caller must keep the numbers that must not be called (47 CFR 64.1200(d); GDPR Art. 17(3)(b)). Without the ' +
      'number, a later upload could not be recognised.',
  },
  {
    data: 'Calls without number, name, notes, events and recording',
    reason: 'Times, outcomes, costs, revenue and payouts are accounting records and no longer lead to the person.',
  },
  {
    data: 'Leads without number, name, e-mail address, custom fields and notes',
    reason: 'They keep the counts of their campaigns. The database refuses to call them.',
  },
  {
    data: 'The audit log',
    reason: 'It is append-only, and shows the values of leads, calls and do-not-call numbers as [hidden].',
  },
  {
    data: 'Users, agents, buyers, publishers and bidders with the same number',
    reason: 'They are your staff and partners. Change them at their own paths.',
  },
  {
    data: 'Data outside this system: backups, the call log of the carrier, and records in your CRM platforms',
    reason: 'This system cannot change them. Erase them there.',
  },
];

/** What an erasure with `keep_call_numbers` keeps in addition. */
export const KEPT_CALL_NUMBERS: KeptData = {
  data: 'The number, in the calls',
  reason:
    'You asked to keep the number, because a law obliges you to keep call records for a time, such as 16 CFR 310.5 (five ' +
    'years). Erase the number again without keep_call_numbers when the time is over.',
};
