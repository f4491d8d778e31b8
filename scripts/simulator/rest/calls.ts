/** The REST routes /Calls and /Calls/{sid}/Events. */
import { Hono } from 'hono';
import { endCall, hangUp, redirectCall, scheduleTimeLimit } from '../calls/call.ts';
import { placeCall } from '../calls/outbound.ts';
import { type Call, hasEnded } from '../calls/state.ts';
import type { Carrier } from '../carrier/state.ts';
import { rfc2822 } from '../twilio-format.ts';
import { callFilter } from './call-filter.ts';
import { instructionsOf, readCreateCallForm, timeLimitOf } from './create-call.ts';
import { RestError, notFound } from './errors.ts';
import { callbackOf } from './form.ts';
import { type Env, type RestRequest, operation } from './operation.ts';
import { paginate } from './page.ts';
import { presentCall } from './present-call.ts';

export function callRoutes(carrier: Carrier): Hono<Env> {
  const routes = new Hono<Env>();

  routes.post(
    '/',
    operation(carrier, 'calls.create', ({ form }) => {
      const call = placeCall(carrier, readCreateCallForm(carrier, form));
      return { status: 201, body: presentCall(carrier, call), call };
    }),
  );

  routes.get(
    '/',
    operation(carrier, 'calls.list', (request) => {
      const calls = [...carrier.calls.values()].filter((call) => isVisible(carrier, call, request.lagMs));
      const matching = calls.filter(callFilter(request.query)).toReversed();
      return { status: 200, body: paginate(request.url, 'calls', matching, (call) => presentCall(carrier, call)) };
    }),
  );

  routes.get(
    '/:sid',
    operation(carrier, 'calls.fetch', (request) => ({
      status: 200,
      body: presentCall(carrier, findCall(carrier, request)),
    })),
  );

  routes.post(
    '/:sid',
    operation(carrier, 'calls.update', (request) => {
      const call = findCall(carrier, request);
      updateCall(carrier, call, request.form);
      return { status: 200, body: presentCall(carrier, call) };
    }),
  );

  routes.delete(
    '/:sid',
    operation(carrier, 'calls.delete', (request) => {
      const call = findCall(carrier, request);
      if (!hasEnded(call)) throw new RestError(400, 20009, 'Call is still in progress');
      call.isDeleted = true;
      return { status: 204 };
    }),
  );

  routes.get(
    '/:sid/Events',
    operation(carrier, 'calls.events', (request) => {
      const call = findCall(carrier, request);
      return { status: 200, body: paginate(request.url, 'events', eventsOf(carrier, call), ({ event }) => event) };
    }),
  );

  return routes;
}

/**
 * Returns the call that the path names.
 *
 * @throws RestError 20404 if the call does not exist, or if the fault `lag` hides the call.
 */
export function findCall(carrier: Carrier, { param, url, lagMs }: Pick<RestRequest, 'param' | 'url' | 'lagMs'>): Call {
  const call = carrier.calls.get(param('sid'));
  if (!call || !isVisible(carrier, call, lagMs)) throw notFound(url.pathname);
  return call;
}

function updateCall(carrier: Carrier, call: Call, form: URLSearchParams): void {
  if (hasEnded(call)) throw new RestError(400, 21220, 'Call is not in-progress. Cannot redirect.');
  const callback = callbackOf(form, 'StatusCallback', []);
  const status = form.get('Status');
  if (form.get('Url') || form.get('Twiml')) {
    if (call.status !== 'in-progress') throw new RestError(400, 21220, 'Call is not in-progress. Cannot redirect.');
    redirectCall(call, instructionsOf(form));
  }
  if (callback) call.callback = { ...callback, events: call.callback?.events ?? callback.events };
  if (form.get('TimeLimit')) setTimeLimit(carrier, call, timeLimitOf(carrier, form));
  if (status === 'completed') hangUp(carrier, call);
  else if (status === 'canceled') {
    // If the call is in progress, Twilio ignores the status `canceled`.
    if (call.answeredAtMs === null) endCall(carrier, call, 'canceled');
  } else if (status) throw new RestError(400, 20001, `Invalid Status: ${status}`);
}

/**
 * Sets the time limit of a call. `TimeLimit` counts from the answer, so a part of the limit may already have passed.
 */
function setTimeLimit(carrier: Carrier, call: Call, seconds: number): void {
  const elapsedMs = call.answeredAtMs === null ? 0 : carrier.clock.nowMs() - call.answeredAtMs;
  scheduleTimeLimit(carrier, call, seconds - elapsedMs / 1000);
}

function isVisible(carrier: Carrier, call: Call, lagMs: number): boolean {
  return !call.isDeleted && (lagMs === 0 || carrier.clock.nowMs() - call.acceptedAtMs >= lagMs);
}

/**
 * Returns the requests that the carrier sent to the product about a call. As at Twilio, the list is empty until
 * `eventsDelaySeconds` after the end of the call.
 */
function eventsOf(carrier: Carrier, call: Call) {
  const visibleAtMs = (call.endedAtMs ?? Infinity) + carrier.policy.eventsDelaySeconds * 1000;
  if (carrier.clock.nowMs() < visibleAtMs) return [];
  return call.requests.map((request, i) => ({
    sid: String(i),
    event: {
      request: {
        method: request.method,
        url: request.url,
        parameters: Object.fromEntries(new URLSearchParams(request.form)),
      },
      response: {
        response_code: request.status,
        request_duration: request.durationMs,
        content_type: request.contentType,
        response_body: request.body,
        date_created: rfc2822(request.atMs),
      },
    },
  }));
}
