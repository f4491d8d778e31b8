/** The sound files of recordings, which the carrier gives to its account alone. */
import type { Readable } from 'node:stream';
import { Agent, interceptors, request } from 'undici';
import type { Config } from '../config.ts';

/** Listeners of one process at the same time; more wait for each other. */
const CONNECTIONS_MAX = 64;
/** A listener who pauses stops reading: that long it is waited for before the connection is given up. */
const PAUSE_MS_MAX = 60_000;
/** The carrier may keep files in a store of its own, and send there. */
const REDIRECTIONS_MAX = 2;

export type RecordingFormat = 'mp3' | 'wav';

export type RecordingMedia = {
  status: 200 | 206 | 416;
  /** Those of the carrier's headers that a player needs. */
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
  // Credentials are not sent on to another host.
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: REDIRECTIONS_MAX }));
  return {
    /**
     * Begins to read a recording's file, or a part of it.
     *
     * @returns undefined when the carrier does not have it (any more).
     * @throws Error when the carrier cannot be reached or fails.
     */
    async open(
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
      throw new Error(`The carrier answered ${statusCode} for the sound of ${recordingSid}.`);
    },

    close: () => agent.destroy(),
  };
}

const FOR_PLAYERS = ['accept-ranges', 'content-length', 'content-range', 'etag', 'last-modified'];

function playerHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    FOR_PLAYERS.flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
