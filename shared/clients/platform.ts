/**
 * The interface that the client of every platform (HubSpot, Salesforce, Pipedrive, Zapier) has, so that calls can be
 * synced to the platform.
 */

/** A person. The phone number identifies the person. */
export type PlatformContact = { phone: string; firstName: string | null; lastName: string | null };

export type PlatformCall = {
  /** The call's id in this product. The id is the same each time the call is sent. */
  uuid: string;
  direction: 'inbound' | 'outbound';
  status: string;
  disposition: string;
  fromNumber: string;
  toNumber: string;
  startTime: Date;
  endTime: Date;
  durationSeconds: number;
  campaignId: number | null;
  campaignName: string | null;
  buyerId: number | null;
  buyerName: string | null;
  /** The bidder who won the call. */
  targetId: number | null;
  targetName: string | null;
  publisherId: number | null;
  publisherName: string | null;
  /** The publisher's or campaign's source of the call. */
  source: string | null;
  /** Null if the platform calculates no conversion for the call, or does not know it yet. */
  converted: boolean | null;
  /** In units of `revenueCurrency`; null like `converted`. */
  revenue: number | null;
  /** ISO 4217 code; null if nothing was earned. */
  revenueCurrency: string | null;
  recordingUrl: string | null;
  notes: string | null;
  /** Present if the platform has received the call, which has changed since then. */
  correction?: {
    /** How often the call has changed after it was sent. */
    revision: number;
    /** The platform's id of the call; null if the platform did not confirm that it has the call. */
    externalId: string | null;
  };
  contact: PlatformContact;
  /** The platform's id of the contact; null if the platform has no contacts, or if the phone number is hidden. */
  contactId: string | null;
};

/** Returns lines of text about a call, for platforms that show a call as text. */
export function describeCall(call: PlatformCall): string[] {
  const { converted, revenue, revenueCurrency } = call;
  const lines: [string, string | null][] = [
    ['Campaign', call.campaignName],
    ['Buyer', call.buyerName ?? call.targetName],
    ['Publisher', call.publisherName],
    ['Source', call.source],
    ['Revenue', revenue === null ? null : [revenue, revenueCurrency].filter((part) => part !== null).join(' ')],
    ['Conversion', converted === null ? null : converted ? 'yes' : 'no'],
  ];
  return lines.flatMap(([name, value]) => (value === null ? [] : `${name}: ${value}`));
}

/**
 * The outcome of saving a contact or a call: the platform's id, or the reason why the platform rejected the contact or
 * call.
 */
export type SaveOutcome =
  | { externalId: string }
  | {
      error: string;
      /** True if the contact of the call no longer exists on the platform. */
      contactMissing?: true;
    };

/**
 * Outcomes of saving contacts (by phone number) or calls (by uuid). If the platform's response omits a contact or call,
 * the contact or call is absent here.
 */
export type SaveOutcomes = Map<string, SaveOutcome>;

export type PlatformClient = {
  /** Maximum of calls in one request. */
  batchMax: number;
  /**
   * Finds the contacts that exist on the platform, by their phone in any writing, and creates the other contacts. A name
   * that the platform has is never replaced. Absent if the platform has no contacts.
   */
  saveContacts?(contacts: PlatformContact[]): Promise<SaveOutcomes>;
  /** Saves calls. A corrected call replaces the call that the platform has. */
  saveCalls(calls: PlatformCall[]): Promise<SaveOutcomes>;
  /**
   * Searches the platform for calls that were sent but not confirmed. Present if a call that is sent twice would exist
   * twice on the platform.
   *
   * @returns the platform's ids by uuid. If `complete` is false, the search stopped early, so a call that is absent
   *   from the result may still exist on the platform.
   */
  findCalls?(calls: PlatformCall[]): Promise<{ externalIds: Map<string, string>; complete: boolean }>;
};

/**
 * Why a request to a platform failed:
 * - `unauthorized`: the credentials are not valid or no longer valid
 * - `rate_limited`: the request limit of the platform is reached
 * - `unreachable`: there was no response, or a server error, so we do not know whether the platform handled the request
 * - `rejected`: the platform rejects the request as a whole
 */
export type PlatformProblem = 'unauthorized' | 'rate_limited' | 'unreachable' | 'rejected';

/** An error that ends a sync. The owner of the integration sees the error message. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly problem: PlatformProblem;

  constructor(problem: PlatformProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
