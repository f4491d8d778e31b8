/** A conference and its participants. */
import type { Call, Recording } from '../calls/state.ts';
import type { StatusCallback } from '../webhooks/callback.ts';
import type { Lane } from '../webhooks/lane.ts';

export type LeaveReason =
  | 'participant_hung_up'
  | 'moderator_ended_conference'
  | 'conference_ended_via_api'
  | 'participant_updated_via_api';

export type EndReason =
  | 'conference-ended-via-api'
  | 'participant-with-end-conference-on-exit-left'
  | 'participant-with-end-conference-on-exit-kicked'
  | 'last-participant-kicked'
  | 'last-participant-left';

export type Participant = {
  call: Call;
  label: string | null;
  muted: boolean;
  hold: boolean;
  coaching: boolean;
  /** The sid of the only participant who hears this one; null if this one coaches no participant. */
  coachedSid: string | null;
  startOnEnter: boolean;
  endOnExit: boolean;
  joinedAtMs: number;
  updatedAtMs: number;
  /** Resolves when the participant has left, for any reason. */
  departure: PromiseWithResolvers<void>;
};

export type Conference = {
  sid: string;
  friendlyName: string;
  status: 'init' | 'in-progress' | 'completed';
  /** The participants by call sid, in the order in which they joined. */
  participants: Map<string, Participant>;
  /**
   * The callback for events of the conference. The first participant sets the callback; Twilio ignores the callbacks of
   * later participants.
   */
  callback: StatusCallback | null;
  callbacksSent: number;
  callbackLane: Lane;
  createdAtMs: number;
  updatedAtMs: number;
  endReason: EndReason | null;
  callSidEnding: string | null;
  /** The settings of the recording; null if the conference is not recorded. */
  recordingSettings: { callback: StatusCallback | null } | null;
  recording: Recording | null;
};
