/** The Call resource. */
import { type Call, durationSeconds } from '../call-record.ts';
import type { Carrier } from '../carrier.ts';
import { priceUnit } from '../tariff.ts';
import { apiVersion, displayNumber, rfc2822, rfc2822OrNull } from '../wire.ts';

/** REST knows no `initiated`; calling it `ringing` keeps `queued` for calls that can be canceled without a callback. */
export function shownStatus({ status }: Call): string {
  return status === 'initiated' ? 'ringing' : status;
}

export function presentCall(carrier: Carrier, call: Call) {
  const uri = `/${apiVersion}/Accounts/${carrier.accountSid}/Calls/${call.sid}`;
  const ended = call.endedAtMs !== null;
  const subresources = ['notifications', 'recordings', 'payments', 'events', 'siprec', 'streams', 'transcriptions'];
  return {
    sid: call.sid,
    date_created: rfc2822(call.acceptedAtMs),
    date_updated: rfc2822(call.updatedAtMs),
    parent_call_sid: call.parentSid,
    account_sid: carrier.accountSid,
    to: call.to,
    to_formatted: displayNumber(call.to),
    from: call.from,
    from_formatted: displayNumber(call.from),
    phone_number_sid: null,
    status: shownStatus(call),
    start_time: rfc2822OrNull(call.startedAtMs),
    end_time: rfc2822OrNull(call.endedAtMs),
    duration: ended && call.answeredAtMs !== null ? String(durationSeconds(call)) : null,
    price: call.price,
    price_unit: priceUnit,
    direction: call.direction,
    answered_by: call.answeredBy,
    api_version: apiVersion,
    forwarded_from: null,
    group_sid: null,
    caller_name: null,
    queue_time: String(call.queueTimeMs),
    trunk_sid: null,
    uri: `${uri}.json`,
    subresource_uris: Object.fromEntries(subresources.map((name) => [name, `${uri}/${name}.json`])),
  };
}
