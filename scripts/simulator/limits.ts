/** The limits of the simulator's memory and of requests, and Twilio's own limits. */
export const LIMITS = {
  /** If the simulator stores more calls than this, it deletes the oldest ended call. */
  callsMax: 50_000,
  conferencesMax: 20_000,
  recordingsMax: 50_000,
  ownedNumbersMax: 5_000,
  /** The largest number of far-end numbers whose attempts are counted. */
  numbersSeenMax: 500_000,
  notificationsMax: 1_000,
  behavioursMax: 10_000,
  faultRulesMax: 1_000,
  /** The largest number of requests to the product that each call keeps, for Calls/{sid}/Events. */
  requestsPerCallMax: 30,
  responseBodyCharsMax: 1_000,
  /** The largest size of a TwiML document in Twilio's documentation. */
  documentBytesMax: 64 * 1024,
  /** The largest number of TwiML documents per call. The limit ends a loop of redirects. */
  documentsPerCallMax: 500,
  elementsPerDocumentMax: 500,
  elementDepthMax: 8,
  /** The number of repetitions for `loop="0"`, which means for ever in TwiML. */
  loopsMax: 1_000,
  /** Twilio's largest number of phone numbers in one <Dial>. */
  numbersPerDialMax: 10,
  /** Twilio's default limit of the duration of a call, in seconds. */
  callSecondsMax: 14_400,
  /** Twilio's largest number of participants of a conference. */
  participantsMax: 250,
  /** If the dial queue is longer than this number of hours, Twilio rejects new calls. */
  queueHoursMax: 24,
  formBytesMax: 64 * 1024,
  pageSizeMax: 1_000,
  webhookConnectionsMax: 256,
  /** The largest number of connection pools for webhooks. Each different connect timeout (`#ct=`) has one pool. */
  webhookPoolsMax: 8,
  /** Milliseconds of real time. The longest time for which a fault may withhold a response. */
  withheldReplyMsMax: 120_000,
  mediaSecondsMax: 60,
} as const;
