/** /Recordings with their sound files, and the recordings of one call. */
import { type Context, Hono } from 'hono';
import { isOver } from '../call-record.ts';
import type { Carrier } from '../carrier.ts';
import { mp3Of, wavOf } from '../media.ts';
import { finishRecording, type Recording, recordingSeconds, recordingUrl, startRecording } from '../recording.ts';
import { priceUnit } from '../tariff.ts';
import { apiVersion, rfc2822 } from '../wire.ts';
import { callbackOf } from './call-order.ts';
import { findCall } from './calls.ts';
import { notFound, page, RestError } from './envelope.ts';
import { type Env, operation, type RestReply, type RestRequest } from './operation.ts';

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
      return { status: 200, body: page(url, 'recordings', recordings, (item) => presentRecording(carrier, item)) };
    }),
  );

  // Metadata with `.json`, sound with `.wav`, `.mp3` or nothing: told apart by the address as it was sent.
  const metadata = operation(carrier, 'recordings.fetch', (request) => ({
    status: 200,
    body: presentRecording(carrier, findRecording(carrier, request, request.param('file'))),
  }));
  const media = operation(carrier, 'recordings.media', (request) => {
    const recording = findRecording(carrier, request, request.param('file').replace(/\.(?:wav|mp3)$/, ''));
    if (recording.status !== 'completed') throw notFound(request.url.pathname);
    const seconds = recordingSeconds(carrier, recording);
    const isMp3 = request.url.pathname.endsWith('.mp3');
    const sound = isMp3 ? mp3Of(seconds) : wavOf(seconds);
    return rangeOf(sound, request.header('range'), isMp3 ? 'audio/mpeg' : 'audio/x-wav');
  });
  routes.get('/:file', (c: Context<Env>, next) =>
    new URL(c.req.url).pathname.endsWith('.json') ? metadata(c, next) : media(c, next),
  );

  routes.delete(
    '/:file',
    operation(carrier, 'recordings.delete', (request) => {
      findRecording(carrier, request, request.param('file')).deleted = true;
      return { status: 204 };
    }),
  );

  return routes;
}

/** Below /Calls/{sid}. */
export function callRecordingRoutes(carrier: Carrier): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/',
    operation(carrier, 'recordings.list', (request) => {
      const call = findCall(carrier, request);
      const recordings = visibleRecordings(carrier).filter((recording) => recording.call === call);
      return {
        status: 200,
        body: page(request.url, 'recordings', recordings, (item) => presentRecording(carrier, item)),
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
      call.over.signal.addEventListener('abort', () => finishRecording(carrier, recording), { once: true });
      return { status: 201, body: presentRecording(carrier, recording) };
    }),
  );

  routes.post(
    '/:recording',
    operation(carrier, 'recordings.update', (request) => {
      const call = findCall(carrier, request);
      const recording = findRecording(carrier, request, request.param('recording'));
      if (isOver(call) || recording.call !== call) throw notFound(request.url.pathname);
      if (request.form.get('Status') !== 'stopped')
        throw new RestError(400, 20001, 'Only Status=stopped is supported here');
      finishRecording(carrier, recording);
      return { status: 200, body: presentRecording(carrier, recording) };
    }),
  );

  return routes;
}

function visibleRecordings(carrier: Carrier): Recording[] {
  return [...carrier.recordings.values()].filter(({ deleted }) => !deleted).toReversed();
}

function findRecording(carrier: Carrier, { url }: RestRequest, sid: string): Recording {
  const recording = carrier.recordings.get(sid);
  if (!recording || recording.deleted) throw notFound(url.pathname);
  return recording;
}

/** One byte range, the only kind players ask for. */
function rangeOf(sound: Buffer<ArrayBuffer>, range: string | undefined, contentType: string): RestReply {
  const headers = { 'Content-Type': contentType, 'Accept-Ranges': 'bytes' };
  const parts = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  if (!parts || (parts[1] === '' && parts[2] === '')) return { status: 200, sound, headers };
  const isSuffix = parts[1] === '';
  const start = isSuffix ? Math.max(0, sound.length - Number(parts[2])) : Number(parts[1]);
  const end = isSuffix || parts[2] === '' ? sound.length - 1 : Math.min(Number(parts[2]), sound.length - 1);
  if (start > end) return { status: 416, headers: { 'Content-Range': `bytes */${sound.length}` } };
  const contentRange = `bytes ${start}-${end}/${sound.length}`;
  return { status: 206, sound: sound.subarray(start, end + 1), headers: { ...headers, 'Content-Range': contentRange } };
}

function presentRecording(carrier: Carrier, recording: Recording) {
  const uri = `/${apiVersion}/Accounts/${carrier.accountSid}/Recordings/${recording.sid}`;
  const isLive = recording.status === 'in-progress';
  return {
    sid: recording.sid,
    account_sid: carrier.accountSid,
    api_version: apiVersion,
    call_sid: recording.call.sid,
    conference_sid: recording.conferenceSid,
    date_created: rfc2822(recording.startedAtMs),
    date_updated: rfc2822(recording.updatedAtMs),
    start_time: rfc2822(recording.startedAtMs),
    duration: isLive ? null : String(recordingSeconds(carrier, recording)),
    price: recording.price,
    price_unit: isLive ? null : priceUnit,
    status: recording.status,
    channels: recording.channels,
    source: recording.source,
    track: 'both',
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
