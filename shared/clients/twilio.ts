import type { MachineDetectionSettings } from '../rules/campaigns/machine-detection.ts';
import twilio from 'twilio';
import type { ServerConfig } from '../config.ts';
import { createSecretScrub, type Scrub } from '../logging/scrub.ts';
import {
  carrierErrorOf,
  classifyFailure,
  type RequestFailure,
  undefinedIfNotFound,
  withCarrierErrors,
} from './twilio-errors.ts';
import { carrierNumbers } from './twilio-numbers.ts';
import { createRecordingMedia } from './twilio-recording-media.ts';

const SOCKETS_MAX = 50;
/** The largest page of a list that Twilio returns. */
const PAGE_SIZE_MAX = 1_000;
const { AccessToken } = twilio.jwt;

export type PlaceCallRequest = {
  to: string;
  from: string;
  url: string;
  statusCallback: string;
  ringSecondsMax: number;
  /** The carrier ends the call after this time. The limit bounds the cost of a forgotten call. */
  timeLimitSeconds: number;
  /** Absent if the carrier detects no machines. Without settings, the carrier's defaults apply. */
  machineDetection?: Partial<MachineDetectionSettings>;
  amdCallback?: string;
  /**
   * The URL to which the carrier reports the recording of the whole leg. If the URL is absent, the leg is not recorded.
   */
  recordingCallback?: string;
};

/**
 * The outcome of a request to place a call. If the reply is lost, the outcome is `unknown`, because the phone may be
 * ringing. Only a request with the outcome `not_sent` is safe to repeat, because Twilio has no idempotency key.
 */
export type Placement = { outcome: 'placed'; callSid: string } | RequestFailure;

type CallInstance = Awaited<ReturnType<twilio.Twilio['calls']['create']>>;
type RecordingInstance = Awaited<ReturnType<twilio.Twilio['recordings']['list']>>[number];

export type CarrierCall = Pick<
  CallInstance,
  | 'sid'
  | 'status'
  | 'direction'
  | 'to'
  | 'from'
  | 'dateCreated'
  | 'startTime'
  | 'endTime'
  | 'duration'
  | 'price'
  | 'answeredBy'
>;
export type CarrierRecording = Pick<
  RecordingInstance,
  'sid' | 'status' | 'duration' | 'channels' | 'source' | 'price' | 'mediaUrl'
>;

export type Carrier = ReturnType<typeof createCarrier>;

/** Twilio's error code for a request to change an ended call. For a hang-up, the error means success. */
const CALL_NOT_IN_PROGRESS = 21220;

/**
 * Creates the client of the carrier, which uses Twilio's SDK. The client sends requests to the one Twilio account of
 * this deployment, or to the simulator.
 */
export function createCarrier(config: Pick<ServerConfig, 'carrier' | 'twilio' | 'simulator'>) {
  const { accountSid, authToken, timeoutMs } = config.twilio;
  const httpClient = new twilio.RequestClient({ timeout: timeoutMs, maxSockets: SOCKETS_MAX });
  // If edge and region are empty, the SDK ignores TWILIO_EDGE and TWILIO_REGION, which would rewrite the host name.
  const client = twilio(accountSid, authToken, { httpClient, autoRetry: false, edge: '', region: '' });
  if (config.carrier === 'simulator') client.api.baseUrl = config.simulator.url;
  const scrub = createSecretScrub({ twilio: config.twilio });

  return {
    numbers: carrierNumbers(client, accountSid, scrub),
    recordingMedia: createRecordingMedia(config, scrub),

    /** Whether a callback has Twilio's signature for exactly the given URL and parameters. */
    hasValidSignature(signature: string, url: string, params: Record<string, string | string[]>): boolean {
      return twilio.validateRequest(authToken, signature, url, params);
    },

    /**
     * Creates a token with which a browser registers for calls to `client:<identity>`. Makes no request.
     *
     * @param seconds how long the token is valid, in real time
     * @returns undefined without a key for tokens
     */
    createDeviceToken(identity: string, seconds: number): string | undefined {
      const key = config.twilio.apiKey;
      if (!key) return undefined;
      const token = new AccessToken(accountSid, key.sid, key.secret, { identity, ttl: seconds });
      token.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true }));
      return token.toJwt();
    },

    ...withCarrierErrors(carrierCalls(client, scrub), scrub),
    ...withCarrierErrors(carrierConversations(client), scrub),
  };
}

/** The requests about calls, conferences and recordings. */
function carrierCalls(client: twilio.Twilio, scrub: Scrub) {
  return {
    async placeCall(call: PlaceCallRequest): Promise<Placement> {
      try {
        const created = await client.calls.create({
          to: call.to,
          from: call.from,
          url: call.url,
          statusCallback: call.statusCallback,
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          timeout: call.ringSecondsMax,
          timeLimit: call.timeLimitSeconds,
          ...(call.machineDetection ? { machineDetection: 'DetectMessageEnd', ...call.machineDetection } : {}),
          ...(call.recordingCallback ? { record: true, recordingStatusCallback: call.recordingCallback } : {}),
          ...(call.amdCallback ? { asyncAmd: 'true', asyncAmdStatusCallback: call.amdCallback } : {}),
        });
        return { outcome: 'placed', callSid: created.sid };
      } catch (error) {
        return classifyFailure(carrierErrorOf('placeCall', error, scrub));
      }
    },

    async fetchCall(callSid: string): Promise<CarrierCall | undefined> {
      return await client.calls(callSid).fetch().catch(undefinedIfNotFound);
    },

    /**
     * Returns the calls between two phone numbers, newest first. A new call appears in the carrier's list some seconds
     * late, so an empty list does not prove that no call was placed.
     */
    async listCalls(to: string, from: string, limit = 20): Promise<CarrierCall[]> {
      return await client.calls.list({ to, from, limit });
    },

    /**
     * Returns a page of up to 1 000 calls of the account that began in a span of time, inbound and outbound.
     *
     * @param pageUrl the next page of the page before
     */
    async listStartedCalls(
      { from, until }: { from: Date; until: Date },
      pageUrl?: string,
    ): Promise<{ calls: CarrierCall[]; nextPageUrl: string | undefined }> {
      const page = pageUrl
        ? await client.calls.getPage(pageUrl)
        : await client.calls.page({ startTimeAfter: from, startTimeBefore: until, pageSize: PAGE_SIZE_MAX });
      return { calls: page.instances, nextPageUrl: page.nextPageUrl };
    },

    /** Returns the calls that `<Dial>` placed for the call of a caller, newest first. */
    async listDialedCalls(callSid: string): Promise<CarrierCall[]> {
      return await client.calls.list({ parentCallSid: callSid, limit: 20 });
    },

    /**
     * Hangs up a call in any state. If the call was not answered yet, the call ends as `canceled`. Otherwise the call
     * ends as `completed`.
     */
    async hangUp(callSid: string): Promise<void> {
      await client.calls(callSid).update({ status: 'completed' }).catch(falseIfEnded);
    },

    /** Makes the carrier fetch new TwiML for a call. Returns false if the call has ended. */
    async redirect(callSid: string, url: string): Promise<boolean> {
      return await client
        .calls(callSid)
        .update({ url, method: 'POST' })
        .then(() => true, falseIfEnded);
    },

    async listRecordings(callSid: string): Promise<CarrierRecording[]> {
      return await client.recordings.list({ callSid, limit: 20 });
    },

    /**
     * Returns the SIDs of all conferences with a name, including ended conferences. Several conferences have the same
     * name if a participant joined after the last participant had left.
     */
    async listConferenceSids(friendlyName: string): Promise<string[]> {
      return (await client.conferences.list({ friendlyName, limit: 5 })).map(({ sid }) => sid);
    },

    async listConferenceRecordings(conferenceSid: string): Promise<CarrierRecording[]> {
      return await client.recordings.list({ conferenceSid, limit: 20 });
    },

    /** Deletes the audio of a recording for good. Also succeeds if the carrier does not have the recording. */
    async deleteRecording(recordingSid: string): Promise<void> {
      await client.recordings(recordingSid).remove().catch(undefinedIfNotFound);
    },

    async fetchRecording(recordingSid: string): Promise<CarrierRecording | undefined> {
      return await client.recordings(recordingSid).fetch().catch(undefinedIfNotFound);
    },
  };
}

/** The requests about people in a conference, and the recording of a conversation. */
function carrierConversations(client: twilio.Twilio) {
  return {
    /**
     * Changes a participant of a conference. Returns false if the participant has left, or if the conference has ended.
     *
     * @param changes.announceUrl the TwiML under this address is played to the participant
     */
    async updateParticipant(
      conferenceSid: string,
      callSid: string,
      changes: {
        hold?: boolean;
        muted?: boolean;
        coaching?: boolean;
        callSidToCoach?: string;
        announceUrl?: string;
      },
    ): Promise<boolean> {
      const request = client.conferences(conferenceSid).participants(callSid).update(changes);
      return await request.then(() => true, falseIfEnded);
    },

    /**
     * Pauses the recording of a call, or resumes it. The pause is silent in the recording. Returns false if the call is not
     * recorded or has ended.
     */
    async pauseRecording(callSid: string, isPaused: boolean): Promise<boolean> {
      const request = client
        .calls(callSid)
        .recordings('Twilio.CURRENT')
        .update({ status: isPaused ? 'paused' : 'in-progress', ...(isPaused && { pauseBehavior: 'silence' }) });
      return await request.then(() => true, falseIfEnded);
    },
  };
}

function falseIfEnded(error: unknown): false {
  if (error instanceof twilio.RestException && (error.code === CALL_NOT_IN_PROGRESS || error.status === 404))
    return false;
  throw error;
}
