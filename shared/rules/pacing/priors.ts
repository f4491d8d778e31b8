/**
 * Prior values: what the pacer assumes before measured values of a campaign exist. Prior values matter only in the
 * first minutes, because measured values replace prior values. The priors of ring times are in `ring-times.ts`.
 */

/** Assumed mean length of a conversation. */
export const PRIOR_TALK_SECONDS = 120;

/** Assumed mean wrap-up time of an agent. */
export const PRIOR_WRAP_SECONDS = 30;

/** Assumed time from the start of a call until the call rings. */
export const PRIOR_SETUP_SECONDS = 2;

/**
 * The prior of the answer share: 2 human answers in 4 calls. The prior is higher than the answer share of most lists,
 * so the pacer starts carefully.
 */
export const PRIOR_CALLS = 4;
export const PRIOR_HUMANS = 2;
