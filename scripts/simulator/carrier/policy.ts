/**
 * Behaviour of the carrier where Twilio's documentation is silent or contradicts itself. Tests can choose the
 * behaviour.
 */

export type CarrierPolicy = {
  /** Seconds added to a ring timeout. Twilio adds 5 s "for some call flows". */
  ringBufferSeconds: number;
  /** The price of a leg that was not answered: null for ever, or zero. */
  unansweredPrice: 'null' | 'zero';
  /** The result of answering-machine detection if the far end hangs up before the result is known. */
  detectionOnEarlyHangUp: 'unknown' | 'none';
  /** Whether <Dial action> is requested if the caller hung up. The carrier ignores the response to such a request. */
  dialActionAfterCallerHangUp: boolean;
  /** The final status of a leg whose TwiML document cannot be loaded or executed. */
  documentErrorEndsAs: 'completed' | 'failed';
  /** Seconds from the end of a recording until its file is ready. */
  recordingDelaySeconds: number;
  /** Seconds from the end of a call until Calls/{sid}/Events lists the requests of the call. */
  eventsDelaySeconds: number;
  /** Seconds that each <Play> lasts. The simulator does not fetch the file. */
  playSeconds: number;
};

export const DEFAULT_POLICY: CarrierPolicy = {
  ringBufferSeconds: 0,
  unansweredPrice: 'null',
  detectionOnEarlyHangUp: 'unknown',
  dialActionAfterCallerHangUp: true,
  documentErrorEndsAs: 'completed',
  recordingDelaySeconds: 3,
  eventsDelaySeconds: 900,
  playSeconds: 10,
};
