/** Every bound of the simulator in one place, so that no run can grow without end. */
export const limits = {
  /** Calls remembered; the oldest ended ones are forgotten first. */
  callsMax: 50_000,
  conferencesMax: 20_000,
  recordingsMax: 50_000,
  ownedNumbersMax: 5_000,
  /** Distinct numbers whose attempts are counted. */
  numbersSeenMax: 500_000,
  notificationsMax: 1_000,
  behavioursMax: 10_000,
  faultRulesMax: 1_000,
  /** Requests to the product remembered per call, for Calls/{sid}/Events. */
  requestsPerCallMax: 30,
  requestBodyKeptCharsMax: 1_000,
  /** Twilio documents 64 kB for a TwiML document. */
  documentBytesMax: 64 * 1024,
  /** A redirect loop ends here. */
  documentsPerCallMax: 500,
  elementsPerDocumentMax: 500,
  elementDepthMax: 8,
  /** What `loop="0"` (for ever) means in repetitions. */
  loopsMax: 1_000,
  /** Twilio rings at most ten numbers of one <Dial> at once. */
  numbersPerDialMax: 10,
  /** Twilio's own bound for a conference. */
  participantsMax: 250,
  /** Twilio rejects a create once a day of calls is waiting. */
  queueHoursMax: 24,
  formBytesMax: 64 * 1024,
  pageSizeMax: 1_000,
  webhookConnectionsMax: 256,
  /** Connection pools, one per distinct connect timeout (`#ct=`). */
  webhookPoolsMax: 8,
  /** How long a reply may be withheld by a fault, in real time. */
  withheldReplyMsMax: 120_000,
  mediaSecondsMax: 60,
} as const;
