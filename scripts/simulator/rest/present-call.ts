/** The fields of Twilio's Call resource. */
import { PRICE_UNIT } from '../calls/price.ts';
import { type Call, durationSeconds } from '../calls/state.ts';
import type { Carrier } from '../carrier/state.ts';
import { API_VERSION, formatNumber, rfc2822, rfc2822OrNull } from '../twilio-format.ts';

/**
 * Returns the status of a call as REST shows it. REST has no status `initiated` and shows an initiated call as
 * `ringing`. The status `queued` would be wrong, because a call that ends while `queued` gets no status callback.
 */
export function restStatus({ status }: Call): string {
  return status === 'initiated' ? 'ringing' : status;
}

export function presentCall(carrier: Carrier, call: Call) {
  const uri = `/${API_VERSION}/Accounts/${carrier.accountSid}/Calls/${call.sid}`;
  const ended = call.endedAtMs !== null;
  const subresources = ['notifications', 'recordings', 'payments', 'events', 'siprec', 'streams', 'transcriptions'];
  return {
    sid: call.sid,
    date_created: rfc2822(call.acceptedAtMs),
    date_updated: rfc2822(call.updatedAtMs),
    parent_call_sid: call.parentSid,
    account_sid: carrier.accountSid,
    to: call.to,
    to_formatted: formatNumber(call.to),
    from: call.from,
    from_formatted: formatNumber(call.from),
    phone_number_sid: null,
    status: restStatus(call),
    start_time: rfc2822OrNull(call.startedAtMs),
    end_time: rfc2822OrNull(call.endedAtMs),
    duration: ended && call.answeredAtMs !== null ? String(durationSeconds(call)) : null,
    price: call.price,
    price_unit: PRICE_UNIT,
    direction: call.direction,
    answered_by: call.answeredBy,
    api_version: API_VERSION,
    forwarded_from: null,
    group_sid: null,
    caller_name: null,
    queue_time: String(call.queueTimeMs),
    trunk_sid: null,
    uri: `${uri}.json`,
    subresource_uris: Object.fromEntries(subresources.map((name) => [name, `${uri}/${name}.json`])),
  };
}
