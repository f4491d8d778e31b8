/** When and how often a campaign calls a lead again that it did not reach. */
export type RetryPolicy = {
  maxAttempts: number;
  delayMinutes: number;
  retryOnNoAnswer: boolean;
  retryOnBusy: boolean;
  retryOnVoicemail: boolean;
  /** `exponential` doubles the delay with each attempt. */
  backoff: 'fixed' | 'exponential';
};

/** The policy of a campaign that does not set its own. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  maxAttempts: 3,
  delayMinutes: 60,
  retryOnNoAnswer: true,
  retryOnBusy: true,
  retryOnVoicemail: false,
  backoff: 'fixed',
};

const WEEK_MINUTES = 7 * 24 * 60;

/** The values that a policy may have. */
export const RETRY_LIMITS = {
  maxAttempts: { min: 1, max: 10 },
  /** The maximum also limits exponential growth. */
  delayMinutes: { min: 1, max: WEEK_MINUTES },
} as const;
