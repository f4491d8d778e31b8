-- The law measures the delay from the end of the person's greeting to the moment when agent and person hear each other
-- (16 CFR 310.4(b)(4)(i)). `connected_at` is this moment. For an inbound call it is the start of the conversation with
-- the buyer. The former name was `bridge_time`.
alter table calls rename column bridge_time to connected_at;

alter table calls
  -- The end of the greeting, if the carrier's machine detection heard a person; null if the end is unknown.
  add column greeting_ended_at timestamptz,
  -- Milliseconds from the end of the greeting (from the answer if the end is unknown) to the connection. Null if there
  -- was no connection. `shared/rules/compliance/abandonment.ts` says which delay is too long.
  add column connect_delay_ms integer generated always as (
    case when direction = 'outbound' and connected_at is not null
        and coalesce(greeting_ended_at, answer_time) is not null
      then least(greatest(round(
        extract(epoch from connected_at - coalesce(greeting_ended_at, answer_time)) * 1000), 0), 2147483647)::integer
    end) virtual;
