import twilio from 'twilio';
import type { Config } from '../config.ts';
import { undefinedIfNotFound, classifyFailure, type RequestFailure } from './twilio-errors.ts';
import { carrierNumbers } from './twilio-numbers.ts';
import { createRecordingMedia } from './twilio-recording-media.ts';

const SOCKETS_MAX = 50;

export type PlaceCallRequest = {
  to: string;
  from: string;
  url: string;
  statusCallback: string;
  ringSecondsMax: number;
  /** The carrier ends the call after this time, which bounds the cost of a forgotten call. */
  timeLimitSeconds: number;
  machineDetection?: boolean;
  amdCallback?: string;
  /** Where the carrier reports the recording of the whole leg. Without it nothing is recorded. */
  recordingCallback?: string;
};

/**
 * The outcome of a request to place a call. Twilio has no idempotency key, so a lost reply is `unknown` and never a failure: the
 * phone may be ringing. Only `not_sent` is safe to repeat.
 */
export type Placement = { outcome: 'placed'; callSid: string } | RequestFailure;

type CallInstance = Awaited<ReturnType<twilio.Twilio['calls']['create']>>;
type RecordingInstance = Awaited<ReturnType<twilio.Twilio['recordings']['list']>>[number];

export type CarrierCall = Pick<
  CallInstance,
  'sid' | 'status' | 'to' | 'from' | 'dateCreated' | 'startTime' | 'endTime' | 'duration' | 'price' | 'answeredBy'
>;
export type CarrierRecording = Pick<
  RecordingInstance,
  'sid' | 'status' | 'duration' | 'channels' | 'source' | 'price' | 'mediaUrl'
>;

export type Carrier = ReturnType<typeof createCarrier>;

/** The carrier refuses to change an ended call. For a hang-up that is success. */
const CALL_NOT_IN_PROGRESS = 21220;

/** Twilio's REST API through its own SDK: the one carrier account of this deployment, or the simulator. */
export function createCarrier(config: Pick<Config, 'carrier' | 'twilio' | 'simulator'>) {
  const { accountSid, authToken, timeoutMs } = config.twilio;
  const httpClient = new twilio.RequestClient({ timeout: timeoutMs, maxSockets: SOCKETS_MAX });
  // With an empty edge and region the SDK ignores TWILIO_EDGE and TWILIO_REGION, which would rewrite the host name.
  const client = twilio(accountSid, authToken, { httpClient, autoRetry: false, edge: '', region: '' });
  if (config.carrier === 'simulator') client.api.baseUrl = config.simulator.url;

  return {
    numbers: carrierNumbers(client, accountSid),
    recordingMedia: createRecordingMedia(config),

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
          ...(call.machineDetection ? { machineDetection: 'DetectMessageEnd' } : {}),
          ...(call.recordingCallback ? { record: true, recordingStatusCallback: call.recordingCallback } : {}),
          ...(call.amdCallback ? { asyncAmd: 'true', asyncAmdStatusCallback: call.amdCallback } : {}),
        });
        return { outcome: 'placed', callSid: created.sid };
      } catch (error) {
        return classifyFailure(error);
      }
    },

    async fetchCall(callSid: string): Promise<CarrierCall | undefined> {
      return await client.calls(callSid).fetch().catch(undefinedIfNotFound);
    },

    /** Newest first. The list is behind by some seconds, so an empty list does not prove that no call was placed. */
    async listCalls(to: string, from: string, limit = 20): Promise<CarrierCall[]> {
      return await client.calls.list({ to, from, limit });
    },

    /** The calls that `<Dial>` placed for a caller, newest first. */
    async listDialedCalls(callSid: string): Promise<CarrierCall[]> {
      return await client.calls.list({ parentCallSid: callSid, limit: 20 });
    },

    /** Hangs up in any state. The call ends as `canceled` before its answer and as `completed` after it. */
    async hangUp(callSid: string): Promise<void> {
      await client.calls(callSid).update({ status: 'completed' }).catch(falseIfEnded);
    },

    /** Makes the carrier fetch new TwiML for a call. False when the call has ended. */
    async redirect(callSid: string, url: string): Promise<boolean> {
      return await client
        .calls(callSid)
        .update({ url, method: 'POST' })
        .then(() => true, falseIfEnded);
    },

    async listRecordings(callSid: string): Promise<CarrierRecording[]> {
      return await client.recordings.list({ callSid, limit: 20 });
    },

    /** Conferences of this name, ended ones too. There are several when a participant joins after the last one left. */
    async listConferenceSids(friendlyName: string): Promise<string[]> {
      return (await client.conferences.list({ friendlyName, limit: 5 })).map(({ sid }) => sid);
    },

    async listConferenceRecordings(conferenceSid: string): Promise<CarrierRecording[]> {
      return await client.recordings.list({ conferenceSid, limit: 20 });
    },

    async fetchRecording(recordingSid: string): Promise<CarrierRecording | undefined> {
      return await client.recordings(recordingSid).fetch().catch(undefinedIfNotFound);
    },

    /** Whether a callback has Twilio's signature for exactly this URL and these parameters. */
    hasValidSignature(signature: string, url: string, params: Record<string, string | string[]>): boolean {
      return twilio.validateRequest(authToken, signature, url, params);
    },
  };
}

function falseIfEnded(error: unknown): false {
  if (error instanceof twilio.RestException && (error.code === CALL_NOT_IN_PROGRESS || error.status === 404))
    return false;
  throw error;
}
