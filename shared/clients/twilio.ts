import twilio from 'twilio';
import type { Config } from '../config.ts';
import { undefinedIfNotFound, classifyFailure, type Failure } from './twilio-errors.ts';
import { carrierNumbers } from './twilio-numbers.ts';
import { createRecordingMedia } from './twilio-recording-media.ts';

const SOCKETS_MAX = 50;

export type PlaceCall = {
  to: string;
  from: string;
  url: string;
  statusCallback: string;
  ringSecondsMax: number;
  /** Nobody talks longer than this; it bounds the cost of a call that was forgotten. */
  timeLimitSeconds: number;
  machineDetection?: boolean;
  amdCallback?: string;
  /** Records the whole leg, and reports here. */
  recordingCallback?: string;
};

/**
 * What became of a request to place a call. Twilio has no idempotency key, so a lost answer is `unknown`, never failed:
 * the call may be ringing. Only `not_sent` is safe to repeat.
 */
export type Placement = { outcome: 'placed'; callSid: string } | Failure;

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

/** Ended calls cannot be changed any more; for a hang-up that is success. */
const CALL_NOT_IN_PROGRESS = 21220;

/** Twilio's REST API through its own SDK: the one carrier account of this deployment, or the simulator in its place. */
export function createCarrier(config: Pick<Config, 'carrier' | 'twilio' | 'simulator'>) {
  const { accountSid, authToken, timeoutMs } = config.twilio;
  const httpClient = new twilio.RequestClient({ timeout: timeoutMs, maxSockets: SOCKETS_MAX });
  // An empty edge and region keep TWILIO_EDGE and TWILIO_REGION in the environment from rewriting host names.
  const client = twilio(accountSid, authToken, { httpClient, autoRetry: false, edge: '', region: '' });
  if (config.carrier === 'simulator') client.api.baseUrl = config.simulator.url;

  return {
    numbers: carrierNumbers(client, accountSid),
    sounds: createRecordingMedia(config),

    async placeCall(call: PlaceCall): Promise<Placement> {
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

    /** Newest first. The list lags behind reality, so an empty one proves nothing by itself. */
    async findCalls(to: string, from: string, limit = 20): Promise<CarrierCall[]> {
      return await client.calls.list({ to, from, limit });
    },

    /** Whom `<Dial>` called for a caller; the latest first. */
    async dialledFor(callSid: string): Promise<CarrierCall[]> {
      return await client.calls.list({ parentCallSid: callSid, limit: 20 });
    },

    /** Hangs up, whatever state the call is in: `canceled` before it is answered, `completed` after. */
    async hangUp(callSid: string): Promise<void> {
      await client.calls(callSid).update({ status: 'completed' }).catch(endedAlready);
    },

    /** Makes the call go on with other TwiML. False when it has ended. */
    async redirect(callSid: string, url: string): Promise<boolean> {
      return await client
        .calls(callSid)
        .update({ url, method: 'POST' })
        .then(() => true, endedAlready);
    },

    async recordingsOf(callSid: string): Promise<CarrierRecording[]> {
      return await client.recordings.list({ callSid, limit: 20 });
    },

    /** Rooms of this name, also ended ones: there are several when somebody enters after the last had left. */
    async conferencesNamed(friendlyName: string): Promise<string[]> {
      return (await client.conferences.list({ friendlyName, limit: 5 })).map(({ sid }) => sid);
    },

    async recordingsOfConference(conferenceSid: string): Promise<CarrierRecording[]> {
      return await client.recordings.list({ conferenceSid, limit: 20 });
    },

    async fetchRecording(recordingSid: string): Promise<CarrierRecording | undefined> {
      return await client.recordings(recordingSid).fetch().catch(undefinedIfNotFound);
    },

    /** Whether a callback bears Twilio's signature over exactly this URL and these parameters. */
    isSigned(signature: string, url: string, params: Record<string, string | string[]>): boolean {
      return twilio.validateRequest(authToken, signature, url, params);
    },
  };
}

function endedAlready(error: unknown): false {
  if (error instanceof twilio.RestException && (error.code === CALL_NOT_IN_PROGRESS || error.status === 404))
    return false;
  throw error;
}
