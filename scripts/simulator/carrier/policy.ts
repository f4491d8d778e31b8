/** Where Twilio's documentation is silent or contradicts itself, a test can choose the behaviour. */

export type CarrierPolicy = {
  /** Added to a ring timeout: Twilio adds 5 s "for some call flows". */
  ringBufferSeconds: number;
  /** The price of a leg that was not answered: always null, or zero. */
  unansweredPrice: 'null' | 'zero';
  /** What answering machine detection reports when the far end hangs up before the result is known. */
  detectionOnEarlyHangUp: 'unknown' | 'none';
  /** True: <Dial action> is requested although the caller hung up. The carrier then ignores the response. */
  dialActionAfterCallerHangUp: boolean;
  /** The final status of a leg whose instructions cannot be loaded. */
  documentErrorEndsAs: 'completed' | 'failed';
  /** From the end of a recording until its file is ready. */
  recordingDelaySeconds: number;
  /** From the end of a call until Calls/{sid}/Events lists its requests. */
  eventsDelaySeconds: number;
  /** How long each <Play> lasts; the simulator does not fetch the file. */
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
