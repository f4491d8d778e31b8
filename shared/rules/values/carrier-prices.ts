/**
 * The carrier's list prices in the United States, in dollars. Estimates use these prices until the carrier reports the
 * true price. Calls to other countries may cost more.
 */
export const DOLLARS_PER_MINUTE = 0.014;
export const DOLLARS_PER_MACHINE_DETECTION = 0.0075;
/** The price of a started minute of one participant of a conference, in addition to the price of the participant's call. */
export const DOLLARS_PER_CONFERENCE_MINUTE = 0.0018;
/** The monthly price of a local phone number, which the carrier charges at once. */
export const DOLLARS_PER_NUMBER = 1.15;
