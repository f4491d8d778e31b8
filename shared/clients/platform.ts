/** What a client of any platform (HubSpot, Salesforce, Pipedrive, Zapier) must offer, so that calls can be synced to it. */

/** A person. The phone number identifies the person. */
export type PlatformContact = { phone: string; firstName: string | null; lastName: string | null };

export type PlatformCall = {
  /** Our id of the call. It is the same each time the call is sent. */
  uuid: string;
  direction: 'inbound' | 'outbound';
  status: string;
  disposition: string;
  fromNumber: string;
  toNumber: string;
  startTime: Date;
  endTime: Date;
  durationSeconds: number;
  campaignName: string | null;
  recordingUrl: string | null;
  notes: string | null;
  contact: PlatformContact;
  /** The platform's id of the contact; null when the platform has no contacts, or the phone number is hidden. */
  contactId: string | null;
};

/** The platform's id of a saved contact or call, or why the platform rejected it. */
export type SaveOutcome =
  | { externalId: string }
  | {
      error: string;
      /** The contact of the call no longer exists on the platform. */
      contactMissing?: true;
    };

/** Outcomes by phone number (contacts) or uuid (calls). A contact or call that the platform's response omits is absent. */
export type SaveOutcomes = Map<string, SaveOutcome>;

export type PlatformClient = {
  /** How many calls fit in one request. */
  batchMax: number;
  /** Absent when the platform has no contacts of its own. Finds the contacts that exist and creates the others. */
  saveContacts?(contacts: PlatformContact[]): Promise<SaveOutcomes>;
  saveCalls(calls: PlatformCall[]): Promise<SaveOutcomes>;
  /**
   * Present when a call that is sent twice would exist twice on the platform. Searches for calls that were sent, but not
   * confirmed.
   *
   * @returns the platform's ids by uuid. When `complete` is false, the search stopped early, and a call that is absent from
   *   the result may still exist on the platform.
   */
  findCalls?(calls: PlatformCall[]): Promise<{ externalIds: Map<string, string>; complete: boolean }>;
};

/**
 * - `unauthorized`: the credentials are not valid, or no longer
 * - `rate_limited`: the request limit of the platform is reached
 * - `unreachable`: no response, or a server error, so we do not know whether the platform handled the request
 * - `rejected`: the platform rejects the request as a whole
 */
export type PlatformProblem = 'unauthorized' | 'rate_limited' | 'unreachable' | 'rejected';

/** Ends a sync. The owner of the integration reads the message. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly problem: PlatformProblem;

  constructor(problem: PlatformProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
