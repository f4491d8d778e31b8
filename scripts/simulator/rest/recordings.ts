/** The REST route /Recordings with the media of recordings, and the route for the recordings of one call. */
import { type Context, Hono } from 'hono';
import { PRICE_UNIT } from '../calls/price.ts';
import { createMp3, createWav } from '../calls/recording-media.ts';
import { recordingDurationSeconds, recordingUrl, startRecording, stopRecording } from '../calls/recording.ts';
import { type Call, type Recording, hasEnded } from '../calls/state.ts';
import type { Carrier } from '../carrier/state.ts';
import { API_VERSION, rfc2822 } from '../twilio-format.ts';
import { findCall } from './calls.ts';
import { RestError, notFound } from './errors.ts';
import { callbackOf } from './form.ts';
import { type Env, type RestReply, type RestRequest, operation } from './operation.ts';
import { paginate } from './page.ts';

export function recordingRoutes(carrier: Carrier): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/',
    operation(carrier, 'recordings.list', ({ url, query }) => {
      const [callSid, conferenceSid] = [query.get('CallSid'), query.get('ConferenceSid')];
      const recordings = visibleRecordings(carrier).filter(
        ({ call, conferenceSid: own }) =>
          (!callSid || call.sid === callSid) && (!conferenceSid || own === conferenceSid),
      );
      return { status: 200, body: paginate(url, 'recordings', recordings, (item) => presentRecording(carrier, item)) };
    }),
  );

  // The extension of the URL selects the response. For `.json` the response is the Recording resource. For `.wav`,
  // `.mp3` or no extension the response is the media.
  const resource = operation(carrier, 'recordings.fetch', (request) => ({
    status: 200,
    body: presentRecording(carrier, findRecording(carrier, request, request.param('file'))),
  }));
  const mediaFile = operation(carrier, 'recordings.media', (request) => {
    const recording = findRecording(carrier, request, request.param('file').replace(/\.(?:wav|mp3)$/, ''));
    if (recording.status !== 'completed') throw notFound(request.url.pathname);
    const seconds = recordingDurationSeconds(carrier, recording);
    const isMp3 = request.url.pathname.endsWith('.mp3');
    const media = isMp3 ? createMp3(seconds) : createWav(seconds);
    return mediaReply(media, request.header('range'), isMp3 ? 'audio/mpeg' : 'audio/x-wav');
  });
  routes.get('/:file', (c: Context<Env>, next) =>
    new URL(c.req.url).pathname.endsWith('.json') ? resource(c, next) : mediaFile(c, next),
  );

  routes.delete(
    '/:file',
    operation(carrier, 'recordings.delete', (request) => {
      findRecording(carrier, request, request.param('file')).isDeleted = true;
      return { status: 204 };
    }),
  );

  return routes;
}

/** Creates the routes of /Calls/{sid}/Recordings. */
export function callRecordingRoutes(carrier: Carrier): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/',
    operation(carrier, 'recordings.list', (request) => {
      const call = findCall(carrier, request);
      const recordings = visibleRecordings(carrier).filter((recording) => recording.call === call);
      return {
        status: 200,
        body: paginate(request.url, 'recordings', recordings, (item) => presentRecording(carrier, item)),
      };
    }),
  );

  routes.post(
    '/',
    operation(carrier, 'recordings.create', (request) => {
      const call = findCall(carrier, request);
      if (call.status !== 'in-progress')
        throw new RestError(400, 21220, 'Requested resource is not eligible for recording');
      const callback = callbackOf(request.form, 'RecordingStatusCallback', ['completed']);
      const channels = request.form.get('RecordingChannels') === 'dual' ? 2 : 1;
      const recording = startRecording(carrier, { call, source: 'StartCallRecordingAPI', channels, callback });
      call.lifetime.signal.addEventListener('abort', () => stopRecording(carrier, recording), { once: true });
      return { status: 201, body: presentNewRecording(carrier, recording) };
    }),
  );

  routes.post(
    '/:recording',
    operation(carrier, 'recordings.update', (request) => {
      const call = findCall(carrier, request);
      const recording = findRecordingOfCall(carrier, request, call);
      const status = request.form.get('Status');
      if (status === 'stopped') stopRecording(carrier, recording);
      else if (status === 'paused' || status === 'in-progress') recording.status = status;
      else throw new RestError(400, 20001, `Invalid Status: ${status}`);
      return { status: 200, body: presentRecording(carrier, recording) };
    }),
  );

  return routes;
}

function visibleRecordings(carrier: Carrier): Recording[] {
  return [...carrier.recordings.values()].filter(({ isDeleted: deleted }) => !deleted).toReversed();
}

function findRecording(carrier: Carrier, { url }: RestRequest, sid: string): Recording {
  const recording = carrier.recordings.get(sid);
  if (!recording || recording.isDeleted) throw notFound(url.pathname);
  return recording;
}

/** Returns a recording of a live call. `Twilio.CURRENT` is the one that goes on. */
function findRecordingOfCall(carrier: Carrier, request: RestRequest, call: Call): Recording {
  const sid = request.param('recording');
  const current = call.recordings.find(({ endedAtMs }) => endedAtMs === null);
  const recording = sid === 'Twilio.CURRENT' ? current : findRecording(carrier, request, sid);
  if (!recording || recording.endedAtMs !== null || hasEnded(call) || recording.call !== call)
    throw notFound(request.url.pathname);
  return recording;
}

/** Returns the whole media, or one byte range of the media. Players request only one range at a time. */
function mediaReply(media: Buffer<ArrayBuffer>, range: string | undefined, contentType: string): RestReply {
  const headers = { 'Content-Type': contentType, 'Accept-Ranges': 'bytes' };
  const parts = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  if (!parts || (parts[1] === '' && parts[2] === '')) return { status: 200, media, headers };
  const isSuffix = parts[1] === '';
  const start = isSuffix ? Math.max(0, media.length - Number(parts[2])) : Number(parts[1]);
  const end = isSuffix || parts[2] === '' ? media.length - 1 : Math.min(Number(parts[2]), media.length - 1);
  if (start > end) return { status: 416, headers: { 'Content-Range': `bytes */${media.length}` } };
  const contentRange = `bytes ${start}-${end}/${media.length}`;
  return { status: 206, media: media.subarray(start, end + 1), headers: { ...headers, 'Content-Range': contentRange } };
}

/** Presents a recording of /Calls/{sid}/Recordings, which has other members than one of /Recordings. */
function presentNewRecording(carrier: Carrier, recording: Recording) {
  const { media_url: _mediaUrl, subresource_uris: _subresources, ...members } = presentRecording(carrier, recording);
  return { ...members, track: 'both' };
}

function presentRecording(carrier: Carrier, recording: Recording) {
  const uri = `/${API_VERSION}/Accounts/${carrier.accountSid}/Recordings/${recording.sid}`;
  const isLive = recording.endedAtMs === null;
  return {
    sid: recording.sid,
    account_sid: carrier.accountSid,
    api_version: API_VERSION,
    call_sid: recording.call.sid,
    conference_sid: recording.conferenceSid,
    date_created: rfc2822(recording.startedAtMs),
    date_updated: rfc2822(recording.updatedAtMs),
    start_time: rfc2822(recording.startedAtMs),
    duration: isLive ? null : String(recordingDurationSeconds(carrier, recording)),
    price: recording.price,
    price_unit: isLive ? null : PRICE_UNIT,
    status: recording.status,
    channels: recording.channels,
    source: recording.source,
    error_code: null,
    encryption_details: null,
    media_url: recordingUrl(carrier, recording),
    uri: `${uri}.json`,
    subresource_uris: {
      add_on_results: `${uri}/AddOnResults.json`,
      transcriptions: `${uri}/Transcriptions.json`,
    },
  };
}
