/**
 * The REST route /Conferences. The key of a conference is its sid. A live conference is also found by its friendly
 * name.
 */
import { Hono } from 'hono';
import type { Carrier } from '../carrier/state.ts';
import { endConference, findLiveConference } from '../conferences/conference.ts';
import type { Conference } from '../conferences/state.ts';
import { API_VERSION, rfc2822 } from '../twilio-format.ts';
import { RestError, notFound } from './errors.ts';
import { type Env, type RestRequest, operation } from './operation.ts';
import { paginate } from './page.ts';

export function conferenceRoutes(carrier: Carrier): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/',
    operation(carrier, 'conferences.list', ({ url, query }) => {
      const [name, status] = [query.get('FriendlyName'), query.get('Status')];
      const conferences = [...carrier.conferences.values()]
        .filter(
          (conference) => (!name || conference.friendlyName === name) && (!status || conference.status === status),
        )
        .toReversed();
      return {
        status: 200,
        body: paginate(url, 'conferences', conferences, (item) => presentConference(carrier, item)),
      };
    }),
  );

  routes.get(
    '/:conference',
    operation(carrier, 'conferences.fetch', (request) => ({
      status: 200,
      body: presentConference(carrier, findConference(carrier, request)),
    })),
  );

  routes.post(
    '/:conference',
    operation(carrier, 'conferences.update', (request) => {
      const conference = findConference(carrier, request);
      const status = request.form.get('Status');
      if (status && status !== 'completed') throw new RestError(400, 20001, `Invalid Status: ${status}`);
      if (status) endConference(carrier, conference, 'conference-ended-via-api', null);
      return { status: 200, body: presentConference(carrier, conference) };
    }),
  );

  return routes;
}

/**
 * Returns the conference that the path names.
 *
 * @throws RestError 20404 if the conference does not exist.
 */
export function findConference(carrier: Carrier, { param, url }: RestRequest): Conference {
  const key = param('conference');
  const conference = carrier.conferences.get(key) ?? findLiveConference(carrier, key);
  if (!conference) throw notFound(url.pathname);
  return conference;
}

function presentConference(carrier: Carrier, conference: Conference) {
  const uri = `/${API_VERSION}/Accounts/${carrier.accountSid}/Conferences/${conference.sid}`;
  return {
    sid: conference.sid,
    account_sid: carrier.accountSid,
    friendly_name: conference.friendlyName,
    status: conference.status,
    region: 'us1',
    date_created: rfc2822(conference.createdAtMs),
    date_updated: rfc2822(conference.updatedAtMs),
    reason_conference_ended: conference.endReason,
    call_sid_ending_conference: conference.callSidEnding,
    api_version: API_VERSION,
    uri: `${uri}.json`,
    subresource_uris: { participants: `${uri}/Participants.json`, recordings: `${uri}/Recordings.json` },
  };
}
