/** The REST routes of /Accounts/{sid} and below. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Carrier } from '../carrier/state.ts';
import { LIMITS } from '../limits.ts';
import { API_VERSION, rfc2822 } from '../twilio-format.ts';
import { callerIdRoutes } from './caller-ids.ts';
import { callRoutes } from './calls.ts';
import { conferenceRoutes } from './conferences.ts';
import { errorBody } from './errors.ts';
import { availableNumberRoutes, ownedNumberRoutes } from './numbers.ts';
import { type Env, operation } from './operation.ts';
import { participantRoutes } from './participants.ts';
import { callRecordingRoutes, recordingRoutes } from './recordings.ts';

export function accountRoutes(carrier: Carrier): Hono<Env> {
  const createdAtMs = carrier.clock.nowMs();
  return new Hono<Env>()
    .use(bodyLimit({ maxSize: LIMITS.formBytesMax }))
    .get(
      '/',
      operation(carrier, 'account.fetch', () => ({ status: 200, body: presentAccount(carrier, createdAtMs) })),
    )
    .route('/Calls', callRoutes(carrier))
    .route('/Calls/:sid/Recordings', callRecordingRoutes(carrier))
    .route('/Recordings', recordingRoutes(carrier))
    .route('/Conferences', conferenceRoutes(carrier))
    .route('/Conferences/:conference/Participants', participantRoutes(carrier))
    .route('/OutgoingCallerIds', callerIdRoutes(carrier))
    .route('/IncomingPhoneNumbers', ownedNumberRoutes(carrier))
    .route('/AvailablePhoneNumbers', availableNumberRoutes(carrier))
    .all('*', (c) => c.json(errorBody(404, 20404, `${c.req.path} is not simulated`), 404));
}

function presentAccount(carrier: Carrier, createdAtMs: number) {
  const uri = `/${API_VERSION}/Accounts/${carrier.accountSid}`;
  const subresources = ['calls', 'recordings', 'conferences', 'incoming_phone_numbers', 'available_phone_numbers'];
  return {
    sid: carrier.accountSid,
    auth_token: carrier.authToken,
    friendly_name: 'Simulated Twilio account',
    owner_account_sid: carrier.accountSid,
    status: carrier.account.status,
    type: carrier.account.type,
    date_created: rfc2822(createdAtMs),
    date_updated: rfc2822(createdAtMs),
    uri: `${uri}.json`,
    subresource_uris: Object.fromEntries(subresources.map((name) => [name, `${uri}/${pascal(name)}.json`])),
  };
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
