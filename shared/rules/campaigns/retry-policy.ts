/** When and how often a campaign calls a lead again if the earlier calls did not reach the person. */
export type RetryPolicy = {
  maxAttempts: number;
  delayMinutes: number;
  retryOnNoAnswer: boolean;
  retryOnBusy: boolean;
  retryOnVoicemail: boolean;
  /** `exponential` doubles the delay with each attempt. */
  backoff: 'fixed' | 'exponential';
};

/** The retry policy of a campaign that does not set its own. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  maxAttempts: 3,
  delayMinutes: 60,
  retryOnNoAnswer: true,
  retryOnBusy: true,
  retryOnVoicemail: false,
  backoff: 'fixed',
};

const WEEK_MINUTES = 7 * 24 * 60;

/** The allowed ranges of the values of a retry policy. */
export const RETRY_LIMITS = {
  maxAttempts: { min: 1, max: 10 },
  /** The maximum also limits the delay that grows with exponential backoff. */
  delayMinutes: { min: 1, max: WEEK_MINUTES },
} as const;
