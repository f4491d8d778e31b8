/**
 * Reads the audio files of recordings from the carrier. The carrier gives the audio files only to the carrier account
 * that made the recordings.
 */
import type { Readable } from 'node:stream';
import { Agent, interceptors, request } from 'undici';
import type { ServerConfig } from '../config.ts';
import type { Scrub } from '../logging/scrub.ts';
import { CarrierError, carrierErrorOf } from './twilio-errors.ts';

/** Maximum of audio files that one process reads at the same time. Further readers wait. */
const CONNECTIONS_MAX = 64;
/**
 * If no byte is read for this time, the connection is closed. A paused player reads no bytes. Milliseconds of real
 * time.
 */
const PAUSE_MS_MAX = 60_000;
/** Maximum of redirects that are followed, because the carrier may redirect a request to its file storage. */
const REDIRECTIONS_MAX = 2;

export type RecordingFormat = 'mp3' | 'wav';

export type RecordingMedia = {
  status: 200 | 206 | 416;
  /** The headers of the carrier's response that an audio player needs. */
  headers: Record<string, string>;
  body: Readable;
};

export function createRecordingMedia(
  { carrier, twilio, simulator }: Pick<ServerConfig, 'carrier' | 'twilio' | 'simulator'>,
  scrub: Scrub,
) {
  const base = carrier === 'simulator' ? simulator.url : 'https://api.twilio.com';
  const authorization = `Basic ${Buffer.from(`${twilio.accountSid}:${twilio.authToken}`).toString('base64')}`;
  const agent = new Agent({
    connections: CONNECTIONS_MAX,
    headersTimeout: twilio.timeoutMs,
    bodyTimeout: PAUSE_MS_MAX,
  });
  // Follow redirects. Redirects are safe because undici drops the credentials after a redirect to another host.
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: REDIRECTIONS_MAX }));
  return {
    /**
     * Starts to read the audio file of a recording, or the part of the file that `range` names.
     *
     * @returns undefined if the carrier does not have the recording
     * @throws CarrierError if the carrier cannot be reached or fails
     */
    async stream(
      recordingSid: string,
      { format, range, signal }: { format: RecordingFormat; range?: string | undefined; signal: AbortSignal },
    ): Promise<RecordingMedia | undefined> {
      const url = `${base}/2010-04-01/Accounts/${twilio.accountSid}/Recordings/${recordingSid}.${format}`;
      const { statusCode, headers, body } = await request(url, {
        dispatcher,
        signal,
        headers: { authorization, ...(range === undefined ? {} : { range }) },
      }).catch((error: unknown) => {
        signal.throwIfAborted();
        throw carrierErrorOf('streamRecording', error, scrub);
      });
      if (statusCode === 200 || statusCode === 206 || statusCode === 416)
        return { status: statusCode, headers: playerHeaders(headers), body };
      await body.dump();
      if (statusCode === 404) return undefined;
      throw new CarrierError('streamRecording', `The carrier answered ${statusCode} for a recording.`, {
        status: statusCode,
      });
    },

    close: () => agent.destroy(),
  };
}

const PLAYER_HEADERS = ['accept-ranges', 'content-length', 'content-range', 'etag', 'last-modified'];

function playerHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    PLAYER_HEADERS.flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
