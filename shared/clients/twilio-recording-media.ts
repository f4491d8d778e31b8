/** Audio files of recordings. The carrier gives them to its own account only. */
import type { Readable } from 'node:stream';
import { Agent, interceptors, request } from 'undici';
import type { Config } from '../config.ts';

/** Files that one process reads at the same time. Further readers wait. */
const CONNECTIONS_MAX = 64;
/** A player that pauses stops reading. After this time without a byte the connection is closed. */
const PAUSE_MS_MAX = 60_000;
/** The carrier may redirect to its file storage. */
const REDIRECTIONS_MAX = 2;

export type RecordingFormat = 'mp3' | 'wav';

export type RecordingMedia = {
  status: 200 | 206 | 416;
  /** The headers of the carrier that a player needs. */
  headers: Record<string, string>;
  body: Readable;
};

export function createRecordingMedia({ carrier, twilio, simulator }: Pick<Config, 'carrier' | 'twilio' | 'simulator'>) {
  const base = carrier === 'simulator' ? simulator.url : 'https://api.twilio.com';
  const authorization = `Basic ${Buffer.from(`${twilio.accountSid}:${twilio.authToken}`).toString('base64')}`;
  const agent = new Agent({
    connections: CONNECTIONS_MAX,
    headersTimeout: twilio.timeoutMs,
    bodyTimeout: PAUSE_MS_MAX,
  });
  // After a redirect to another host, undici drops the credentials.
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: REDIRECTIONS_MAX }));
  return {
    /**
     * Starts to read the audio of a recording, or the part that `range` names.
     *
     * @returns undefined when the carrier does not have the recording
     * @throws Error when the carrier cannot be reached or fails
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
      });
      if (statusCode === 200 || statusCode === 206 || statusCode === 416)
        return { status: statusCode, headers: playerHeaders(headers), body };
      await body.dump();
      if (statusCode === 404) return undefined;
      throw new Error(`The carrier answered ${statusCode} for the recording ${recordingSid}.`);
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
