/** How a campaign paces its calls, and how many answered calls it may abandon. The API enforces the legal limits. */

/**
 * - `preview`: an agent sees each lead and decides to call.
 * - `progressive`: one call per free agent.
 * - `predictive`: as many calls as the abandonment policy allows.
 */
export const DIAL_MODES = ['preview', 'progressive', 'predictive'] as const;
export type DialMode = (typeof DIAL_MODES)[number];

/** The period over which the share of abandoned calls is measured. */
export const ABANDON_WINDOWS = ['30d', '24h', 'calendar_month'] as const;

export type PacingSettings = {
  dialMode: DialMode;
  /** The share of answered calls that the pacer aims to abandon at most. */
  abandonTargetRate: number;
  /** Above this share the campaign places one call per free agent, whatever its dial mode. */
  abandonHardRate: number;
  abandonWindow: (typeof ABANDON_WINDOWS)[number];
  /** With fewer answered calls in the window, the share of abandoned calls does not count yet. */
  abandonAnswersMin: number;
};
