/** The limits of the simulator's memory and requests, and Twilio's own limits. */
export const LIMITS = {
  /** Above this number, the oldest ended call is deleted. */
  callsMax: 50_000,
  conferencesMax: 20_000,
  recordingsMax: 50_000,
  ownedNumbersMax: 5_000,
  /** How many distinct numbers the attempts are counted for. */
  numbersSeenMax: 500_000,
  notificationsMax: 1_000,
  behavioursMax: 10_000,
  faultRulesMax: 1_000,
  /** How many requests to the product each call keeps, for Calls/{sid}/Events. */
  requestsPerCallMax: 30,
  responseBodyCharsMax: 1_000,
  /** Twilio's documented maximum for a TwiML document. */
  documentBytesMax: 64 * 1024,
  /** A redirect loop ends after this many documents. */
  documentsPerCallMax: 500,
  elementsPerDocumentMax: 500,
  elementDepthMax: 8,
  /** The repetitions of `loop="0"`, which means for ever. */
  loopsMax: 1_000,
  /** Twilio's maximum for one <Dial>. */
  numbersPerDialMax: 10,
  /** Twilio's default time limit of a call. */
  callSecondsMax: 14_400,
  /** Twilio's maximum for a conference. */
  participantsMax: 250,
  /** Twilio rejects new calls while the dial queue is longer than a day. */
  queueHoursMax: 24,
  formBytesMax: 64 * 1024,
  pageSizeMax: 1_000,
  webhookConnectionsMax: 256,
  /** One connection pool per distinct connect timeout (`#ct=`). */
  webhookPoolsMax: 8,
  /** How long a fault may withhold a response, in real time. */
  withheldReplyMsMax: 120_000,
  mediaSecondsMax: 60,
} as const;
