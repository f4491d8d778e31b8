/** What a platform that is told of calls must be able to do, whichever it is. */

/** A person, known by their number alone. */
export type PlatformContact = { phone: string; firstName: string | null; lastName: string | null };

export type PlatformCall = {
  /** Ours, and the same whenever this call is sent. */
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
  /** The platform's id of that person, where it keeps people. */
  contactId: string | null;
};

/** What became of one record; by its phone or uuid. Records that a reply says nothing about are absent. */
export type Outcomes = Map<string, { externalId: string } | { error: string; contactGone?: true }>;

export type PlatformClient = {
  /** Calls that go in one request. */
  batchMax: number;
  /** Absent where a person is a part of the call. Whoever is there already is found, not made again. */
  saveContacts?(contacts: PlatformContact[]): Promise<Outcomes>;
  saveCalls(calls: PlatformCall[]): Promise<Outcomes>;
  /**
   * Present where a call that is sent twice would be there twice: finds those whose sending nobody has seen the end of.
   * Uuids that are absent are not there, unless `complete` is false: then nobody knows.
   */
  findCalls?(calls: PlatformCall[]): Promise<{ found: Map<string, string>; complete: boolean }>;
};

/**
 * - `refused`: the credentials are not, or no longer, good
 * - `busy`: more requests than the platform allows
 * - `unreachable`: no answer, or none that tells what became of the request
 * - `rejected`: the request as a whole is not what the platform takes
 */
export type PlatformProblem = 'refused' | 'busy' | 'unreachable' | 'rejected';

/** Ends a sync; its message is shown to whoever owns the integration. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly problem: PlatformProblem;

  constructor(problem: PlatformProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
