/**
 * The settings that decide how fast a campaign starts calls and how many answered calls the campaign may abandon. The
 * API checks that the settings obey the legal limits.
 */

/**
 * - `preview`: an agent sees each lead and decides whether to call.
 * - `progressive`: the dialer starts one call per free agent.
 * - `predictive`: the dialer starts as many calls as the limits on abandoned calls allow.
 */
export const DIAL_MODES = ['preview', 'progressive', 'predictive'] as const;
export type DialMode = (typeof DIAL_MODES)[number];

/** The period over which the share of abandoned calls is measured. */
export const ABANDON_WINDOWS = ['30d', '24h', 'calendar_month'] as const;

export type PacingSettings = {
  dialMode: DialMode;
  /** The largest share of answered calls that the pacer aims to abandon, as a fraction. */
  abandonTargetRate: number;
  /**
   * If the share of abandoned calls is above this limit, the campaign places one call per free agent, whatever its dial
   * mode.
   */
  abandonHardRate: number;
  abandonWindow: (typeof ABANDON_WINDOWS)[number];
  /** If fewer calls than this were answered in the window, the limit counts as if this many had been. */
  abandonAnswersMin: number;
};
