/**
 * The parameters that the simulator acts on, by operation. A request with another parameter is refused, so that a test
 * fails that relies on a parameter which the simulator does not simulate, or which Twilio does not know.
 * `test/scripts/simulator/rest/parameters.test.ts` compares the list with Twilio's.
 */
import type { OperationName } from '../faults.ts';
import { RestError } from './errors.ts';

const CALLBACK = 'StatusCallback StatusCallbackMethod StatusCallbackEvent';
const RECORDING_CALLBACK = 'RecordingStatusCallback RecordingStatusCallbackMethod RecordingStatusCallbackEvent';
const PAGES = 'Page PageSize PageToken';
const NUMBER =
  'FriendlyName VoiceUrl VoiceMethod VoiceFallbackUrl VoiceFallbackMethod StatusCallback StatusCallbackMethod ' +
  'VoiceApplicationSid TrunkSid';

export const PARAMETERS: Record<OperationName, string> = {
  'account.fetch': '',
  'caller-ids.list': `PhoneNumber ${PAGES}`,
  'calls.create':
    `To From Url Method Twiml ApplicationSid FallbackUrl FallbackMethod ${CALLBACK} Timeout TimeLimit SendDigits Record ` +
    `RecordingChannels ${RECORDING_CALLBACK} MachineDetection MachineDetectionTimeout MachineDetectionSpeechThreshold ` +
    'MachineDetectionSpeechEndThreshold MachineDetectionSilenceTimeout AsyncAmd AsyncAmdStatusCallback ' +
    'AsyncAmdStatusCallbackMethod',
  'calls.list': `To From ParentCallSid Status StartTime StartTime< StartTime> EndTime EndTime< EndTime> ${PAGES}`,
  'calls.fetch': '',
  'calls.update': 'Url Method Twiml Status StatusCallback StatusCallbackMethod TimeLimit',
  'calls.delete': '',
  'calls.events': PAGES,
  'recordings.create': `RecordingChannels ${RECORDING_CALLBACK}`,
  'recordings.list': `CallSid ConferenceSid ${PAGES}`,
  'recordings.fetch': '',
  'recordings.update': 'Status PauseBehavior',
  'recordings.delete': '',
  'recordings.media': '',
  'conferences.list': `FriendlyName Status ${PAGES}`,
  'conferences.fetch': '',
  'conferences.update': 'Status',
  'participants.create':
    `To From ${CALLBACK} Timeout TimeLimit Label Muted Coaching StartConferenceOnEnter EndConferenceOnExit MaxParticipants ` +
    `Record ${RECORDING_CALLBACK} ConferenceRecord ConferenceStatusCallback ConferenceStatusCallbackMethod ` +
    'ConferenceStatusCallbackEvent ConferenceRecordingStatusCallback ConferenceRecordingStatusCallbackMethod ' +
    'ConferenceRecordingStatusCallbackEvent MachineDetection MachineDetectionTimeout AmdStatusCallback ' +
    'AmdStatusCallbackMethod',
  'participants.list': PAGES,
  'participants.fetch': '',
  'participants.update': 'Muted Hold EndConferenceOnExit Coaching CallSidToCoach AnnounceUrl AnnounceMethod',
  'participants.delete': '',
  'numbers.available': 'AreaCode Contains InRegion InLocality VoiceEnabled PageSize',
  'numbers.create': `PhoneNumber AreaCode ${NUMBER}`,
  'numbers.list': `PhoneNumber FriendlyName ${PAGES}`,
  'numbers.fetch': '',
  'numbers.update': NUMBER,
  'numbers.delete': '',
};

/** @throws RestError if the request has a parameter that the simulator does not act on. */
export function assertKnownParameters(operation: OperationName, ...sources: URLSearchParams[]): void {
  const known = new Set(PARAMETERS[operation].split(' '));
  const unknown = sources.flatMap((source) => [...source.keys()]).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new RestError(400, 20001, `The parameter ${unknown} of ${operation} is not simulated`);
}
