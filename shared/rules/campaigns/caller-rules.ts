/** Decides which callers a campaign takes, and what happens with a caller who calls again. */

/**
 * What happens with a duplicate, a call of a caller who has called the campaign before within the window:
 *
 * - `normal`: the call is routed as any other call
 * - `same_buyer`: the buyer or bidder who had the caller is asked first
 * - `other_buyer`: the buyer or bidder who had the caller does not get the call
 * - `block`: the call is rejected
 */
export const DUPLICATE_ACTIONS = ['normal', 'same_buyer', 'other_buyer', 'block'] as const;
export type DuplicateAction = (typeof DUPLICATE_ACTIONS)[number];

export const HIDDEN_CALLER_ACTIONS = ['accept', 'block'] as const;

export type CallerRules = {
  /** A caller who was connected, or is in a call, within this window calls again. 0 means that no call is a duplicate. */
  duplicateWindowSeconds: number;
  duplicateAction: DuplicateAction;
  /** Whether the buyer or bidder pays for a duplicate. */
  duplicateBillable: boolean;
  /** Whether the publisher earns something for a duplicate. */
  duplicatePayable: boolean;
  hiddenCallers: (typeof HIDDEN_CALLER_ACTIONS)[number];
  /** 0 means no limit. */
  callerCallsPerHourMax: number;
  /** Numbers, or beginnings of numbers that end with `*`. */
  blockedCallers: string[];
  /** These rules do not apply to these callers. */
  allowedCallers: string[];
};

export type Caller = {
  /** E.164; null if the caller hides the number. */
  number: string | null;
  isDuplicate: boolean;
  /** The calls of the caller in the last hour, with this call. */
  callsInHour: number;
};

/** Whether the rules apply to a caller at all. */
export const isExempt = (number: string | null, { allowedCallers }: CallerRules): boolean =>
  number !== null && isListed(number, allowedCallers);

/** Returns why a campaign rejects a caller, as the reason of the event. Returns undefined if it takes the call. */
export function callerRejection(rules: CallerRules, { number, isDuplicate, callsInHour }: Caller): string | undefined {
  if (isExempt(number, rules)) return undefined;
  if (number === null) return rules.hiddenCallers === 'block' ? 'hidden_caller' : undefined;
  if (isListed(number, rules.blockedCallers)) return 'blocked_caller';
  if (rules.callerCallsPerHourMax > 0 && callsInHour > rules.callerCallsPerHourMax) return 'caller_limit';
  return isDuplicate && rules.duplicateAction === 'block' ? 'duplicate_caller' : undefined;
}

const isListed = (number: string, list: readonly string[]): boolean =>
  list.some((entry) => (entry.endsWith('*') ? number.startsWith(entry.slice(0, -1)) : number === entry));
